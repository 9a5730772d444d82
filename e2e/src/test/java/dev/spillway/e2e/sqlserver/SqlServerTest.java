package dev.spillway.e2e.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.world.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * The shop at two sites, its data in SQL Server at home: a customer of the public site orders
 * through the link, the database goes away, and comes back.
 */
class SqlServerTest {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration NOTICED = Duration.ofSeconds(30);
  private static final String HOME = "127.76.0.1";
  private static final String CLOUD = "127.77.0.11";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @Test
  @Timeout(300)
  void thePublicSiteSellsFromTheDatabaseAtHome() throws Exception {
    try (SqlServerWorld world = SqlServerWorld.make()) {
      Waiting.until("the first deployment", START, () -> deployed(world));
      assertThat(
              world.spillway("spill", "--to", "cloud", "--share", "40%", "--for", "10min").exit())
          .isZero();
      Waiting.until("the share", START, () -> site(world).path("share").asDouble() == 0.4);
      assertThat(databaseAnswers(world)).isTrue();

      String receipt = order(world.page(CLOUD, "/orders"));
      assertThat(get(world.page(HOME, receipt)).body())
          .contains("Thank you, Ada", "Taken by cloud-1/cloud-1");
      assertThat(world.database().seen()).contains("login cloud-1/cloud-1");
      assertThat(world.audit()).contains("\"service\":\"customers-db\"");

      world.database().stop();
      Waiting.until("the loss", NOTICED, () -> !databaseAnswers(world));
      String reason =
          "link to shop/cloud: service customers-db does not answer: Connection refused";
      Waiting.until("its reason", NOTICED, () -> world.controller().log().contains(reason));
      assertThat(get(world.page(CLOUD, "/health")).statusCode()).isEqualTo(503);

      world.database().start();
      Waiting.until("the database's answer", NOTICED, () -> databaseAnswers(world));
      Waiting.until("the shop's", NOTICED, () -> status(world.page(CLOUD, "/health")) == 200);
      assertThat(get(world.page(CLOUD, receipt)).body()).contains("Thank you, Ada");
    }
  }

  @Test
  void theGuideShowsTheServiceAndTheUrlThatAreTested() throws Exception {
    String guide = Files.readString(Path.of("../docs/guide/sql-server.md"));
    List<String> shown =
        Files.readAllLines(SqlServerWorld.FILES.resolve("apps/shop.yaml")).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("DB_") || line.startsWith("customers-db:"))
            .toList();
    assertThat(shown).hasSize(4).allSatisfy(line -> assertThat(guide).contains(line));
  }

  private static boolean deployed(SqlServerWorld world) {
    String state = world.controller().status().path("deployment").path("state").asString("");
    assertThat(state).as(world.controller().log()).isNotEqualTo("FAILED");
    return state.equals("DONE");
  }

  private static JsonNode site(SqlServerWorld world) {
    return world.controller().site("cloud");
  }

  /** What the status says of the check through the link. */
  private static boolean databaseAnswers(SqlServerWorld world) {
    return site(world).path("link").path("services").path("customers-db").asBoolean(false);
  }

  private String order(String page) throws Exception {
    HttpRequest form =
        HttpRequest.newBuilder(URI.create(page))
            .timeout(Duration.ofSeconds(10))
            .POST(BodyPublishers.ofString("product=1&quantity=2&name=Ada&email=a%40example.test"))
            .build();
    HttpResponse<String> answer = http.send(form, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> get(String page) throws Exception {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(page)).timeout(Duration.ofSeconds(10)).build();
    return http.send(ask, BodyHandlers.ofString());
  }

  private int status(String page) {
    try {
      return get(page).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
