package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The shop over HTTP, with whichever database the test of that name has started. */
abstract class ShopStories {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final String FORM = "product=1&quantity=2&name=Ada&email=ada%40example.test";

  abstract Database database();

  /** Two at once: the lock lets one of them do all the work. */
  static void migrateTwice(Database database) throws Exception {
    assertThat(bothAtOnce(() -> migrate(database)))
        .containsExactlyInAnyOrder(Migrations.wanted(), 0);
  }

  private static int migrate(Database database) throws SQLException {
    Settings settings = settings(database, Map.of());
    try (Connection db = connect(settings)) {
      return Migrations.migrate(db, settings.dialect());
    }
  }

  /** A table that somebody else made is in the way of a step's last statement. */
  static void migrateInVain(Database database) throws Exception {
    Settings settings = settings(database, Map.of());
    try (Connection db = connect(settings);
        Statement s = db.createStatement()) {
      s.execute("CREATE TABLE purchase (id int)");
      assertThatThrownBy(() -> Migrations.migrate(db, settings.dialect()))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("purchase");
      assertThat(Migrations.version(db, settings.dialect())).isZero();
      s.execute("DROP TABLE purchase");
    }
  }

  static Connection connect(Settings settings) throws SQLException {
    return new JdbcSource(settings, Duration.ofSeconds(20), Duration.ofSeconds(120))
        .getConnection();
  }

  private static <T> List<T> bothAtOnce(Callable<T> work) throws Exception {
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<T>> both = two.invokeAll(List.of(work, work), 30, TimeUnit.SECONDS);
      return List.of(both.get(0).get(), both.get(1).get());
    }
  }

  Settings settings(Map<String, String> more) {
    return settings(database(), more);
  }

  static Settings settings(Database database, Map<String, String> more) {
    Map<String, String> env = new HashMap<>();
    env.put("DB_URL", database.url());
    env.put("DB_PASSWORD", database.password());
    env.put("LISTEN_PORT", "0");
    env.put("SITE_NAME", "home");
    env.put("INSTANCE_NAME", "home-1");
    env.put("SERVICE_TIME", "1ms");
    env.putAll(more);
    return Settings.of(env);
  }

  static HttpResponse<String> get(Server server, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(server, path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static HttpResponse<String> order(Server server, String form) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(server, "/orders"))
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
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
      HttpResponse<String> ordered = order(server, FORM);
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
  void namesAreKeptAsTheyWereWrittenAndRenamedByTheNextOrder() throws Exception {
    Settings settings = settings(Map.of());
    try (Server server = Server.start(settings, new Shop(settings))) {
      String form = "product=4&quantity=99&email=zolw%40example.test&name=";
      String first = receipt(order(server, form + "%C5%BB%C3%B3%C5%82w%20%F0%9F%90%A2%20O%27Hara"));
      assertThat(get(server, first).body()).contains("Thank you, Żółw 🐢 O", "€ 1881.00");
      String second = receipt(order(server, form + "Turtle"));
      assertThat(get(server, first).body()).contains("Thank you, Turtle");
      assertThat(second).isNotEqualTo(first);
    }
  }

  private static String receipt(HttpResponse<String> ordered) {
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(303);
    return ordered.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void twoFirstOrdersOfOnePersonAtOnceMakeOneCustomer() throws Exception {
    Settings settings = settings(Map.of("WORKERS", "8"));
    try (Server server = Server.start(settings, new Shop(settings))) {
      for (int i = 0; i < 10; i++) {
        String form = "product=2&quantity=1&name=Bo&email=bo-" + i + "%40example.test";
        assertThat(bothAtOnce(() -> order(server, form).statusCode())).containsOnly(303);
      }
      try (Connection db = connect(settings);
          Statement s = db.createStatement();
          ResultSet r =
              s.executeQuery(
                  "SELECT count(DISTINCT c.id), count(*) FROM purchase o"
                      + " JOIN customer c ON c.id = o.customer_id WHERE c.name = 'Bo'")) {
        r.next();
        assertThat(List.of(r.getInt(1), r.getInt(2))).containsExactly(10, 20);
      }
    }
  }

  @Test
  void anOrderOfAProductThatIsNotSoldIsNotFound() throws Exception {
    Settings settings = settings(Map.of());
    try (Server server = Server.start(settings, new Shop(settings))) {
      assertThat(order(server, FORM.replace("product=1", "product=77")).statusCode())
          .isEqualTo(404);
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
      database().stop();
      try {
        long began = System.nanoTime();
        assertThat(get(server, "/health").statusCode()).isEqualTo(503);
        assertThat(get(server, "/").statusCode()).isEqualTo(500);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      } finally {
        database().start();
      }
      int status = 0;
      for (int i = 0; i < 20 && status != 200; i++) {
        status = get(server, "/health").statusCode();
      }
      assertThat(status).isEqualTo(200);
    }
  }
}
