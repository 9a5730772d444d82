package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside the instances it is said why home refuses, and not where its services are. */
@Timeout(60)
class RefusalReasonTest {
  private final TestWorld world = new TestWorld();
  private final Endpoint local = TestWorld.freePort();

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @BeforeEach
  void checkRarely() {
    world.timings = TestWorld.PATIENT;
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Connector connector(Endpoint gateway) throws IOException {
    Connector connector =
        Connector.start(
            ConnectorTest.config(TestWorld.keys(), local, List.of(gateway), TestWorld.PATIENT));
    world.own(connector::close);
    TestWorld.until("it stands", () -> connector.connected() == 1);
    return connector;
  }

  private void isRefused(Connector connector, Reason reason, String text) throws IOException {
    Said said = world.own(Said.by(Refusals.class));
    assertThat(TestWorld.echoes(world.connect(local))).isFalse();
    said.until("connector: connection to ");
    assertThat(said.lines().stream().filter(line -> line.startsWith("connector: ")))
        .singleElement()
        .asString()
        .contains("refused: " + reason + ", " + text);
    assertThat(connector.counts().refused(reason)).isEqualTo(1);
    assertThat(connector.status())
        .contains("refused service=db reason=" + reason.word() + " count=1\n");
    assertThat(connector.metrics())
        .contains("refused_total{service=\"db\",reason=\"" + reason.word() + "\"} 1\n");
  }

  @Test
  void thatTheTargetRefuses() throws Exception {
    Endpoint nobody = TestWorld.freePort();
    Gateway gateway = world.gateway();
    world.agent(nobody);
    Connector connector = connector(world.agentsPort);
    TestWorld.until("an agent is there", () -> gateway.statusText().contains("name=CN=agent"));
    Said said = world.own(Said.by(Refusals.class));
    isRefused(connector, Reason.TARGET_REFUSED, "Connection refused");
    String ofConnector =
        String.join("\n", said.lines().stream().filter(l -> l.startsWith("connector")).toList());
    assertThat(ofConnector).doesNotContain(String.valueOf(nobody.port()));
  }

  @Test
  void thatItsReleaseIsNotAllowed() throws Exception {
    TestTarget target = TestTarget.echo();
    world.own(target::close);
    Gateway gateway = world.gateway();
    world.agent(
        new AgentConfig.Target(
            "shop",
            "cloud",
            world.agentsPort,
            Map.of("db", target.at()),
            Map.of(),
            Map.of("db", Set.of("sha256:abc")),
            null));
    Connector connector = connector(world.agentsPort);
    TestWorld.until("an agent is there", () -> gateway.statusText().contains("name=CN=agent"));
    isRefused(
        connector,
        Reason.NOT_ALLOWED,
        "'db' is not for instances that show no release, but for the releases [sha256:abc]");
  }

  @Test
  void thatNoAgentIsThere() throws Exception {
    world.gateway();
    isRefused(connector(world.agentsPort), Reason.NO_AGENT, "no agent has a session");
  }

  @Test
  void aHostileGatewaysReasonIsOneLineOfTheLog() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      Connector connector =
          Connector.start(
              ConnectorTest.config(
                  TestWorld.keys(),
                  local,
                  List.of(new Endpoint("127.0.0.1", port)),
                  TestWorld.PATIENT));
      world.own(connector::close);
      try (RawEnd hostile = RawEnd.gateway(server, TestWorld.keys())) {
        hostile.listen();
        TestWorld.until("it stands", () -> connector.connected() == 1);
        Said said = world.own(Said.by(Refusals.class));
        Socket socket = world.connect(local);
        hostile.readUntil("db\n");
        String evil =
            "no\r\n2026-01-01 SEVERE all is lost\u001b[2J\u0085\u2028\u202e\0 " + "x".repeat(5000);
        hostile.say(Frames.reset(1, Reason.NOT_ALLOWED, evil));
        said.until("refused: NOT_ALLOWED, no  2026-01-01 SEVERE all is lost [2J");
        assertThat(said.lines()).singleElement().asString().hasSizeLessThan(1200);
        assertThat(said.lines().get(0)).matches("[^\\p{C}\\p{Zl}\\p{Zp}]*");
        assertThat(TestWorld.echoes(socket)).isFalse();
      }
    }
  }
}
