package dev.spillway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.publish.FeedServer;
import dev.spillway.dns.publish.ZoneKeeper;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway dns} as a process of its own: what it answers and what it shows of itself. */
class DnsProcessTest {
  private static final int TRIES = 200;

  private static final SteeredHost SHOP =
      new SteeredHost(
          "shop.example.com",
          Duration.ofSeconds(20),
          List.of(new SiteAnswer("hq", Share.of(1), List.of("192.0.2.1"))));

  @TempDir Path folder;
  private int port;
  private int metrics;
  private final List<Process> started = new ArrayList<>();

  private static void require(String program) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), "needs the program " + program);
  }

  @BeforeEach
  void ports() throws Exception {
    port = FreePort.take();
    metrics = FreePort.take();
  }

  private void start() throws Exception {
    started.add(new SpillwayProgram(folder, Map.of()).start(folder.resolve("dns.log"), "dns"));
    awaitHealth();
  }

  private void startBesideAController() throws Exception {
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        zones:
          - name: example.com
            name-servers: [{ name: ns.elsewhere.test }]
        dns: { listen: ["127.0.0.1:%d"], metrics: "127.0.0.1:%d" }
        """
            .formatted(port, metrics));
    SteeringTable.open(folder.resolve("state/dns")).apply(SHOP);
    start();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends when it is told to").isTrue();
    }
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest.Builder ask =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + path));
    if (!token.isEmpty()) {
      ask.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(ask.build(), BodyHandlers.ofString());
    }
  }

  private void awaitHealth() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      try {
        assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
        return;
      } catch (IOException notYet) {
        runsOn();
      }
    }
    throw new AssertionError("no metrics:\n" + Files.readString(folder.resolve("dns.log")));
  }

  /** Gives it a moment, in which it must not end. */
  private void runsOn() throws Exception {
    assertThat(started.getFirst().waitFor(50, TimeUnit.MILLISECONDS))
        .as(Files.readString(folder.resolve("dns.log")))
        .isFalse();
  }

  private void awaitTrue(Callable<Boolean> what) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      if (what.call()) {
        return;
      }
      runsOn();
    }
    throw new AssertionError("not in time:\n" + Files.readString(folder.resolve("dns.log")));
  }

  private String dig(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", "" + port));
    command.addAll(List.of(arguments));
    return run(Path.of("/dev/null"), command.toArray(String[]::new));
  }

  private static String run(Path input, String... command) throws Exception {
    Process run =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile()).start();
    String said = new String(run.getInputStream().readAllBytes());
    assertThat(run.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void whatItAnsweredIsShownAsPrometheusReadsIt() throws Exception {
    require("dig");
    require("promtool");
    startBesideAController();
    for (int i = 0; i < 3; i++) {
      assertThat(dig("+short", "shop.example.com", "A")).isEqualTo("192.0.2.1\n");
    }
    dig("+tcp", "no.example.com", "A");

    String token = Files.readString(folder.resolve("state/viewer-token")).strip();
    HttpResponse<String> page = get("/metrics", token);
    assertThat(page.body().lines())
        .contains(
            "# TYPE spillway_dns_queries_total counter",
            "# HELP spillway_dns_queries_total Messages that came.",
            "spillway_dns_queries_total{transport=\"udp\"} 3.0",
            "spillway_dns_queries_total{transport=\"tcp\"} 1.0",
            "spillway_dns_responses_total{rcode=\"NXDOMAIN\"} 1.0",
            "spillway_dns_answers_total{host=\"shop.example.com\",site=\"hq\"} 3.0");
    Path file = Files.writeString(folder.resolve("metrics.txt"), page.body());
    assertThat(run(file, "promtool", "check", "metrics")).as("complaints").isEmpty();
  }

  @Test
  void aNodeElsewhereTellsItsControllerWhatItAnswered() throws Exception {
    require("dig");
    Path keys = folder.resolve("keys");
    Keys.init(keys);
    SteeringTable table = SteeringTable.open(folder.resolve("controller"));
    table.apply(SHOP);
    Zone zone =
        new Zone(
            "example.com",
            List.of(new Zone.NameServer("ns.elsewhere.test", List.of())),
            "hm.example.com");
    Endpoint at = new Endpoint("127.0.0.1", FreePort.take());
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        dns: { listen: ["127.0.0.1:%d"], metrics: "127.0.0.1:%d", controllers: ["%s"] }
        """
            .formatted(port, metrics, at));
    try (ZoneKeeper keeper =
            ZoneKeeper.open(
                List.of(zone),
                List.of(),
                table,
                folder.resolve("controller"),
                new KeyFolder(folder.resolve("zone-keys")),
                InstantSource.system());
        FeedServer feed =
            FeedServer.start(
                at,
                Keys.load(keys, PeerRole.CONTROLLER).context(),
                table,
                keeper,
                new ServerSecrets(1, 2, 3))) {
      start();
      awaitTrue(() -> dig("+short", "shop.example.com", "A").equals("192.0.2.1\n"));
      assertThat(feed.nodes()).hasSize(1);
      awaitTrue(() -> table.answers().of("shop.example.com").getOrDefault("hq", 0L) > 0);
      String token = Files.readString(folder.resolve("state/token")).strip();
      assertThat(get("/metrics", token).body().lines())
          .contains("spillway_dns_node_connected 1.0", "# TYPE spillway_dns_node_version gauge");
    }
  }

  @Test
  void whoHasNoTokenSeesNoFigures() throws Exception {
    startBesideAController();
    assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "guessed").statusCode()).isEqualTo(401);
  }
}
