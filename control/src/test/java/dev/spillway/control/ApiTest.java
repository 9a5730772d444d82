package dev.spillway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.store.Json;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The API over a real socket, asked by the JDK's HTTP client. */
class ApiTest {
  @TempDir Path folder;
  private World world;
  private Controller controller;
  private HttpClient client;

  @BeforeEach
  void serve() throws Exception {
    world = new World(folder);
    controller = world.controller();
    controller.serve();
    world.run(controller, 90);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void close() {
    controller.close();
    client.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.port + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpRequest.Builder operator(String path) {
    return to(path).header("Authorization", "Bearer " + controller.operatorToken());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(operator(path).POST(BodyPublishers.ofString(body)));
  }

  private static JsonNode json(HttpResponse<String> response) {
    return Json.read(response.body(), JsonNode.class);
  }

  @Test
  void statusHasTheAgreedForm() throws Exception {
    JsonNode status = json(send(operator("/api/v1/status")));
    assertThat(status.at("/controller/acting").asBoolean()).isTrue();
    JsonNode app = status.at("/apps/0");
    assertThat(app.at("/app").asString()).isEqualTo("shop");
    assertThat(app.at("/phase").asString()).isEqualTo("HOME");
    assertThat(app.at("/sites/0/instances/0/state").asString()).isEqualTo("READY");
    assertThat(app.at("/sites/0/instances/0/digest").asString()).hasSize(64);
    assertThat(app.at("/sites/0/instances/0/proof").asString()).isEqualTo("measured");
    assertThat(app.at("/sites/1/link").isNull()).isTrue();
    assertThat(app.at("/sites/1/gateway").asString()).isEqualTo("none");
    assertThat(app.at("/deployment/state").asString()).isEqualTo("DONE");
    assertThat(app.at("/cost/billing").asBoolean()).isFalse();
    assertThat(json(send(operator("/api/v1/apps/shop"))).at("/demand").asDouble()).isEqualTo(50);
  }

  @Test
  void historyEventsPlanAndDeploymentsAreThere() throws Exception {
    JsonNode history = json(send(operator("/api/v1/apps/shop/history?minutes=5")));
    assertThat(history.at("/points").size()).isBetween(60, 95);
    assertThat(history.at("/points/50/shares/hq").asDouble()).isEqualTo(1);
    JsonNode events = json(send(operator("/api/v1/apps/shop/events?after=0&limit=3")));
    assertThat(events.at("/events").size()).isEqualTo(3);
    assertThat(events.at("/events/0/kind").asString()).isEqualTo("deploy");
    assertThat(json(send(operator("/api/v1/apps/shop/plan"))).at("/steps").size()).isZero();
    assertThat(json(send(operator("/api/v1/apps/shop/deployments"))).at("/deployments").size())
        .isEqualTo(1);
  }

  @Test
  void noTokenAForeignHostAndAForeignOriginAreTurnedAway() throws Exception {
    assertThat(send(to("/healthz")).statusCode()).isEqualTo(200);
    HttpResponse<String> none = send(to("/api/v1/status"));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(json(none).at("/fix").asString()).contains("Authorization: Bearer");
    assertThat(send(to("/metrics")).statusCode()).isEqualTo(401);
    assertThat(send(to("/api/v1/status").header("Authorization", "Bearer x")).statusCode())
        .isEqualTo(401);
    assertThat(
            send(operator("/api/v1/status").header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(
            raw("GET /api/v1/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", world.port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void aViewerLooksAndChangesNothing() throws Exception {
    Path file = folder.resolve("state/viewer-token");
    String token = Files.readString(file).strip();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    HttpRequest.Builder get = to("/api/v1/status").header("Authorization", "Bearer " + token);
    assertThat(send(get).statusCode()).isEqualTo(200);
    HttpRequest.Builder post =
        to("/api/v1/apps/shop/resume")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString("{\"reason\":\"x\"}"));
    assertThat(send(post).statusCode()).isEqualTo(403);
  }

  @Test
  void aDryRunShowsThePlanAndChangesNothing() throws Exception {
    String body = "{\"to\":\"azure\",\"share\":0.4,\"for\":\"PT2H\",\"reason\":\"drill\"}";
    JsonNode plan = json(post("/api/v1/apps/shop/spill?dry-run=true", body));
    assertThat(plan.at("/steps/0").asString()).isEqualTo("start azure-1 at azure");
    world.run(controller, 5);
    assertThat(world.at(World.AZURE).instances).isEmpty();
    assertThat(post("/api/v1/apps/shop/spill", body).statusCode()).isEqualTo(200);
    world.run(controller, 5);
    assertThat(world.at(World.AZURE).instances).isNotEmpty();
    assertThat(world.status(controller).interventions()).hasSize(1);
    assertThat(post("/api/v1/apps/shop/resume", "{\"reason\":\"over\"}").statusCode())
        .isEqualTo(200);
    world.run(controller, 1);
    assertThat(world.status(controller).interventions()).isEmpty();
  }

  @Test
  void mistakesAreNamedWithWhatToDo() throws Exception {
    JsonNode noSite = json(post("/api/v1/apps/shop/spill", "{\"to\":\"aws\"}"));
    assertThat(noSite.at("/error").asString()).isEqualTo("'aws' is no public site of shop");
    assertThat(noSite.at("/fix").asString()).isEqualTo("the public sites are [azure]");
    assertThat(
            json(post("/api/v1/apps/shop/hold", "{\"reason\":\"x\",\"for\":\"soon\"}"))
                .at("/fix")
                .asString())
        .isEqualTo("a duration such as PT2H or 2h");
    assertThat(post("/api/v1/apps/shop/hold", "no json").statusCode()).isEqualTo(400);
    assertThat(send(operator("/api/v1/apps/shap")).statusCode()).isEqualTo(404);
    assertThat(send(operator("/api/v1/nothing")).statusCode()).isEqualTo(404);
    assertThat(post("/api/v1/apps/shop/promote", "{}").statusCode()).isEqualTo(409);
    JsonNode noAbort = json(post("/api/v1/apps/shop/deploy/abort", "{}"));
    assertThat(noAbort.at("/error").asString()).isEqualTo("no deployment is under way");
    assertThat(
            post("/api/v1/apps/shop/deploy", "{\"digest\":\"" + "a".repeat(64) + "\"}")
                .statusCode())
        .isEqualTo(404);
    JsonNode nowhere =
        json(
            post(
                "/api/v1/apps/shop/deploy",
                "{\"digest\":\"" + "a".repeat(64) + "\",\"until\":\"aws\"}"));
    assertThat(nowhere.at("/error").asString()).isEqualTo("no site 'aws'");
  }

  @Test
  void onlyPlainFileNamesAreTaken() throws Exception {
    Digest digest = world.release("second release");
    Path file = folder.resolve("app.jar");
    for (String name : List.of("..%2Fshop.jar", ".shop.jar", "a%5Cb", "a%00b", "x".repeat(201))) {
      HttpResponse<String> answer =
          send(
              operator("/api/v1/releases/" + digest.hex() + "?name=" + name)
                  .PUT(BodyPublishers.ofFile(file)));
      assertThat(answer.statusCode()).as(name).isEqualTo(400);
      assertThat(json(answer).at("/fix").asString()).as(name).contains("without folders");
    }
    assertThat(folder.resolve("state/releases/" + digest.hex())).doesNotExist();
  }

  @Test
  void anArtifactIsHandedOverAndDeployed() throws Exception {
    Digest digest = world.release("second release");
    Path file = folder.resolve("app.jar");
    HttpResponse<String> wrong =
        send(
            operator("/api/v1/releases/" + "a".repeat(64) + "?name=app.jar")
                .PUT(BodyPublishers.ofFile(file)));
    assertThat(wrong.statusCode()).isEqualTo(400);
    HttpResponse<String> right =
        send(
            operator("/api/v1/releases/" + digest.hex() + "?name=app.jar")
                .PUT(BodyPublishers.ofFile(file)));
    assertThat(right.statusCode()).isEqualTo(200);
    JsonNode deployment =
        json(post("/api/v1/apps/shop/deploy", "{\"digest\":\"" + digest.hex() + "\"}"));
    assertThat(deployment.at("/state").asString()).isEqualTo("RUNNING");
    world.run(controller, 60);
    assertThat(json(send(operator("/api/v1/apps/shop"))).at("/release/digest").asString())
        .isEqualTo(digest.hex());
  }

  @Test
  void theStreamTellsEveryTick() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            operator("/api/v1/stream").header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith(":");
      String line = "";
      for (int i = 0; i < 50 && !line.startsWith("data:{\"app\":\"shop\""); i++) {
        world.run(controller, 1);
        line = String.valueOf(lines.readLine());
      }
      assertThat(line).startsWith("data:{\"app\":\"shop\"");
    }
  }

  @Test
  void metricsAreThere() throws Exception {
    String text = send(operator("/metrics")).body();
    assertThat(text)
        .contains("spillway_share{app=\"shop\",site=\"hq\"} 1.0")
        .contains("spillway_instances{app=\"shop\",site=\"hq\",state=\"READY\"} 2.0")
        .contains("# TYPE spillway_dns_answers_total counter")
        .contains("spillway_dns_answers_total{host=\"shop.example.com\",site=\"hq\"} 7.0")
        .contains("# HELP spillway_dns_nodes Nodes.")
        .contains("spillway_dns_nodes{state=\"equal\"} 3.0")
        .contains("spillway_ticks_total{app=\"shop\"} 90.0");
  }

  @Test
  void whatDnsReallyAnsweredStandsBesideWhatIsPublished() throws Exception {
    assertThat(json(send(operator("/api/v1/apps/shop"))).at("/sites/0/answeredShare").isNull())
        .as("nobody asked yet")
        .isTrue();
    world.answered = Map.of("hq", 30L, "azure", 10L);
    world.run(controller, 1);
    JsonNode sites = json(send(operator("/api/v1/apps/shop"))).at("/sites");
    assertThat(sites.at("/0/answeredShare").asDouble()).isEqualTo(0.75);
    assertThat(sites.at("/1/answeredShare").asDouble()).isEqualTo(0.25);
    assertThat(send(operator("/metrics")).body())
        .contains("spillway_answered_share{app=\"shop\",site=\"azure\"} 0.25");
    world.run(controller, 120);
    assertThat(json(send(operator("/api/v1/apps/shop"))).at("/sites/0/answeredShare").isNull())
        .as("nobody asks any more")
        .isTrue();
  }

  @Test
  void pagesCarryAStrictPolicyAndAnEtag() throws Exception {
    HttpResponse<String> page = send(to("/openapi.yaml"));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'self'");
    String etag = page.headers().firstValue("ETag").orElseThrow();
    assertThat(send(to("/openapi.yaml").header("If-None-Match", etag)).statusCode()).isEqualTo(304);
    assertThat(send(to("/..%2fopenapi.yaml")).statusCode()).isEqualTo(404);
  }

  @Test
  void aPortInUseIsSaid() throws Exception {
    World other = new World(Files.createDirectory(folder.resolve("other")));
    try (ServerSocket taken =
        new ServerSocket(other.port, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> Controller.start(other.setup()))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("name another in controller.yaml: api");
    }
  }

  @Test
  void aSecondControllerOnTheSameStateIsRefused() {
    assertThatThrownBy(() -> Controller.start(world.setup()))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("in use by another controller");
  }
}
