package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop over HTTP with a real PostgreSQL. */
class ShopTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir static Path temp;
  private static Database database;

  @BeforeAll
  static void startDatabase() throws Exception {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    database = new Database(Files.createDirectory(temp.resolve("pg")));
    List<Integer> applied = bothAtOnce(ShopTest::migrate);
    // The advisory lock lets one of two concurrent migrations do all the work.
    assertThat(applied).containsExactlyInAnyOrder(Migrations.wanted(), 0);
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    database.close();
  }

  private static int migrate() throws SQLException {
    try (Connection db = database.connect()) {
      return Migrations.migrate(db);
    }
  }

  private static <T> List<T> bothAtOnce(Callable<T> work) throws Exception {
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<T>> both = two.invokeAll(List.of(work, work), 30, TimeUnit.SECONDS);
      return List.of(both.get(0).get(), both.get(1).get());
    }
  }

  private static Settings settings(Map<String, String> more) {
    Map<String, String> env = new HashMap<>();
    env.putAll(
        Map.of(
            "DB_URL",
            database.url(),
            "LISTEN_PORT",
            "0",
            "SITE_NAME",
            "home",
            "INSTANCE_NAME",
            "home-1",
            "SERVICE_TIME",
            "1ms"));
    env.putAll(more);
    return Settings.of(env);
  }

  private static HttpResponse<String> get(Server server, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(server, path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(Server server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  @Test
  void aPersonFindsAProductAndOrdersIt() throws Exception {
    Settings settings = settings(Map.of());
    try (Server server = Server.start(settings, new Shop(settings))) {
      assertThat(get(server, "/").body()).contains("Match ball", "served by home / home-1");
      assertThat(get(server, "/products/1").body()).contains("€ 49.00", "<form");
      HttpResponse<String> ordered =
          HTTP.send(
              HttpRequest.newBuilder(uri(server, "/orders"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "product=1&quantity=2&name=Ada&email=ada%40example.test"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(ordered.statusCode()).isEqualTo(303);
      String receipt = ordered.headers().firstValue("Location").orElseThrow();
      assertThat(get(server, receipt).body()).contains("Thank you, Ada", "€ 98.00");
      assertThat(get(server, "/products/999").statusCode()).isEqualTo(404);
      assertThat(get(server, "/orders/not-a-token").statusCode()).isEqualTo(400);
      assertThat(get(server, "/metrics").body())
          .contains("storefront_requests_total{outcome=\"served\"} 6")
          .contains("storefront_latency_seconds_count 6");
    }
  }

  @Test
  void whenAllWorkersAreBusyAndTheQueueIsFullClientsAreToldSo() throws Exception {
    Settings settings =
        settings(Map.of("WORKERS", "1", "SERVICE_TIME", "400ms", "QUEUE_SECONDS", "0"));
    try (Server server = Server.start(settings, new Shop(settings))) {
      List<Integer> both = bothAtOnce(() -> get(server, "/").statusCode());
      assertThat(both).containsExactlyInAnyOrder(200, 503);
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics").body())
          .contains("storefront_requests_total{outcome=\"rejected\"} 1");
    }
  }

  @Test
  void aRestartedDatabaseIsFoundAgainWithoutARestartOfTheShop() throws Exception {
    Settings settings = settings(Map.of());
    try (Server server = Server.start(settings, new Shop(settings))) {
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      database.stop();
      try {
        long began = System.nanoTime();
        assertThat(get(server, "/health").statusCode()).isEqualTo(503);
        assertThat(get(server, "/").statusCode()).isEqualTo(500);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      } finally {
        database.start();
      }
      int status = 0;
      for (int i = 0; i < 20 && status != 200; i++) {
        status = get(server, "/health").statusCode();
      }
      assertThat(status).isEqualTo(200);
    }
  }
}
