package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each end says what it carried and what it refused, by service, for Prometheus. */
@Timeout(60)
class MetricsTest {
  private static String ask(Endpoint at, String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + at + path)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void allThreeEndsCountWhatWentThroughThem() throws Exception {
    Endpoint local = TestWorld.freePort();
    Endpoint agentStatus = TestWorld.freePort();
    Endpoint gatewayStatus = TestWorld.freePort();
    Endpoint connectorStatus = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      world.own(gateway.serveStatus(gatewayStatus)::close);
      var site =
          new AgentConfig.Target("shop", "cloud", world.agentsPort, Map.of("db", target.at()));
      Agent agent =
          Agent.start(
              new AgentConfig(
                  Keys.load(TestWorld.keys(), PeerRole.AGENT),
                  List.of(site),
                  agentStatus,
                  TestWorld.QUICK));
      world.own(agent::close);
      Connector connector =
          Connector.start(ConnectorTest.config(TestWorld.keys(), local, List.of(world.agentsPort)));
      world.own(connector::close);
      world.own(connector.serveStatus(connectorStatus)::close);
      TestWorld.until("the gateway offers it", () -> connector.offers("db"));
      try (Socket socket = new Socket(local.host(), local.port())) {
        assertThat(TestWorld.echoes(socket)).isTrue();
      }
      String db = "service_bytes_total{service=\"db\"} 2\n";
      TestWorld.until("the gateway counted", () -> ask(gatewayStatus, "/metrics").contains(db));
      assertThat(ask(connectorStatus, "/metrics"))
          .contains(db, "connected{gateway=\"" + world.agentsPort + "\"} 1\n");
      assertThat(ask(agentStatus, "/metrics"))
          .contains("# TYPE spillway_link_service_bytes_total counter")
          .containsPattern(
              "service_streams_total\\{app=\"shop\",site=\"cloud\",service=\"db\"} [1-9]");
      assertThat(ask(gatewayStatus, "/status"))
          .contains("agent name=CN=agent app=shop site=cloud", "services=db", "connectors 1");
      assertThat(ask(connectorStatus, "/status"))
          .contains("gateway at=" + world.agentsPort + " connected=true");
    }
  }

  @Test
  void refusalsAreCountedByServiceAndReasonAndStrangeNamesTogether() {
    Counters counters = new Counters();
    counters.refused("db", Reason.NOT_ALLOWED);
    counters.refused("db", Reason.NOT_ALLOWED);
    counters.refused("x\"} 1\nfoo{a=\"", Reason.NOT_ALLOWED);
    for (int i = 0; i < 2000; i++) {
      counters.refused("name-" + i, Reason.LIMIT);
    }
    String text = new MetricsText().counts(counters.snapshot(), counters.refusals()).toString();
    assertThat(text)
        .contains("spillway_link_refused_total{service=\"db\",reason=\"not_allowed\"} 2\n")
        .contains("spillway_link_refused_total{service=\"other\",reason=\"not_allowed\"} 1\n")
        .doesNotContain("foo");
    assertThat(text.lines().count()).isLessThan(1100);
  }
}
