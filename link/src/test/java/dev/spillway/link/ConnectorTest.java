package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Service;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways of one site, and a connector that spreads instances over them. */
@Timeout(60)
class ConnectorTest {
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  static ConnectorConfig config(Path keys, Endpoint local, List<Endpoint> gateways)
      throws IOException {
    return config(keys, local, gateways, TestWorld.QUICK);
  }

  static ConnectorConfig config(
      Path keys, Endpoint local, List<Endpoint> gateways, LinkTimings timings) throws IOException {
    return new ConnectorConfig(
        Keys.load(keys, PeerRole.CONNECTOR),
        "shop",
        "cloud",
        gateways.stream().map(at -> new GatewayAddress(at, null)).toList(),
        Map.of("db", local),
        timings,
        null,
        WebTrust.read(null));
  }

  private static Connector connector(TestWorld world, Endpoint local, Endpoint... gateways)
      throws IOException {
    Connector connector = Connector.start(config(TestWorld.keys(), local, List.of(gateways)));
    world.own(connector::close);
    return connector;
  }

  @Test
  void instancesThatCannotBeDialledReachHomeByTheConnector() throws Exception {
    Endpoint local = TestWorld.freePort();
    Path log = folder.resolve("link.log");
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      world.agent(target.at(), AuditLog.open(log, false));
      Connector connector = connector(world, local, world.agentsPort);
      TestWorld.until("the gateway offers it", () -> connector.offers("db"));
      byte[] all = new byte[2_000_000];
      new Random(3).nextBytes(all);
      Socket socket = world.connect(local);
      String who = "127.0.0.1:" + socket.getLocalPort() + " by CN=connector";
      assertThat(WebSocketLinkTest.echoed(socket, all)).isEqualTo(all);
      TestWorld.until("home knows who it was", () -> read(log).contains(who));
    }
  }

  @Test
  void homeKnowsTheConnectorWhateverLoopbackAddressTheGatewaysPortHas() throws Exception {
    Path log = folder.resolve("link.log");
    Endpoint local = TestWorld.freePort();
    Endpoint port = new Endpoint("127.0.0.9", TestWorld.freePort().port());
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway =
          Gateway.start(
              new GatewayConfig(
                  world.agentsPort,
                  Keys.load(TestWorld.keys(), PeerRole.GATEWAY),
                  Map.of("db", new ServicePort(port, "tcp"))));
      world.own(gateway::close);
      world.agent(target.at(), AuditLog.open(log, false));
      Connector connector = connector(world, local, world.agentsPort);
      TestWorld.until("the gateway offers it", () -> connector.offers("db"));
      Socket socket = world.connect(local);
      assertThat(TestWorld.echoes(socket)).isTrue();
      String who = "127.0.0.1:" + socket.getLocalPort() + " by CN=connector";
      TestWorld.until("home knows who it was", () -> read(log).contains(who));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ofSeveralGatewaysTheLeastLoadedOneIsTakenAndALostOneEndsOnlyItsStreams() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld();
        TestWorld second = new TestWorld()) {
      Gateway first = world.gateway();
      Gateway other = second.gateway();
      Agent agent =
          world.agent(
              world.target(target.at(), Service.Limits.NONE),
              second.target(target.at(), Service.Limits.NONE));
      Connector connector = connector(world, local, world.agentsPort, second.agentsPort);
      TestWorld.until("both stand", () -> connector.connected() == 2 && agents(agent) == 2);
      TestWorld.until("both offer it", () -> connector.offering("db") == 2);
      assertThat(first.guests()).isEqualTo(1);
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Socket socket = world.connect(local);
        assertThat(TestWorld.echoes(socket)).isTrue();
        sockets.add(socket);
      }
      assertThat(connector.streams()).containsExactly(4, 4);
      other.close();
      TestWorld.until("one is left", () -> connector.connected() == 1);
      assertThat(sockets.stream().filter(TestWorld::echoes)).hasSize(4);
      assertThat(TestWorld.echoes(world.connect(local))).isTrue();
      Gateway again = second.gateway();
      TestWorld.until("it is back", () -> connector.connected() == 2 && again.guests() == 1);
      TestWorld.until("with the agent", () -> agents(agent) == 2);
      assertThat(TestWorld.echoes(world.connect(local))).isTrue();
    }
  }

  private static long agents(Agent agent) {
    return agent.status().values().stream()
        .filter(s -> s.connected() && Boolean.TRUE.equals(s.services().get("db")))
        .count();
  }

  /** Pings every 20 s: what is heard sooner came by itself. */
  private static final LinkTimings QUIET =
      new LinkTimings(
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20));

  @Test
  void itHearsAtOnceThatAnAgentHasComeOrGone() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.timings = QUIET;
      Gateway gateway = world.gateway();
      List<Endpoint> gateways = List.of(world.agentsPort);
      ConnectorConfig config = config(TestWorld.keys(), TestWorld.freePort(), gateways, QUIET);
      Connector connector = Connector.start(config);
      world.own(connector::close);
      TestWorld.until("it stands", () -> connector.connected() == 1 && gateway.guests() == 1);
      assertThat(connector.offers("db")).isFalse();
      Agent agent = world.agent(target.at());
      TestWorld.until("offered", Duration.ofSeconds(10), () -> connector.offers("db"));
      agent.close();
      TestWorld.until("not offered", Duration.ofSeconds(10), () -> !connector.offers("db"));
    }
  }

  @Test
  void aGatewayWithoutAnAgentIsPassedOver() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        TestWorld lonely = new TestWorld()) {
      lonely.gateway();
      Connector connector = connector(world, local, lonely.agentsPort, world.agentsPort);
      TestWorld.until("both stand", () -> connector.connected() == 2 && connector.offers("db"));
      for (int i = 0; i < 5; i++) {
        assertThat(TestWorld.echoes(world.connect(local))).isTrue();
      }
    }
  }

  @Test
  void withoutAGatewayOrForAnotherSiteConnectionsAreReset() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestWorld world = new TestWorld()) {
      Connector connector = connector(world, local, world.agentsPort);
      assertThat(TestWorld.echoes(world.connect(local))).isFalse();
      world.only = "other/site";
      Gateway gateway = world.gateway();
      TestWorld.until("it is refused", () -> gateway.counts().handshakesFailed() > 0);
      assertThat(connector.connected()).isZero();
    }
  }

  @Test
  void aConnectorIsNoAgentAndARevokedOneIsCut() throws Exception {
    Path keys = RevocationTest.copyOfKeys(folder.resolve("keys"));
    Path extra = folder.resolve("extra");
    Authority authority = new Authority(keys);
    authority.issue(PeerRole.CONNECTOR, "burst-7", Scope.ALL, Duration.ofDays(1), extra);
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld();
        Gateway gateway = world.startGateway("tcp", keys);
        Connector connector = Connector.start(config(extra, local, List.of(world.agentsPort)))) {
      world.agent(world.agentsPort, Map.of("db", target.at()), keys);
      TestWorld.until("it stands", () -> connector.connected() == 1 && connector.offers("db"));
      assertThatThrownBy(() -> Keys.load(extra, PeerRole.AGENT)).isInstanceOf(IOException.class);
      Socket open = world.connect(local);
      assertThat(TestWorld.echoes(open)).isTrue();
      authority.revoke(Authority.serial(extra.resolve("connector.pem")));
      TestWorld.until("it is cut", Duration.ofSeconds(1), () -> connector.connected() == 0);
      assertThat(TestWorld.echoes(open)).isFalse();
      TestWorld.until("and stays out", () -> gateway.counts().handshakesFailed() > 0);
      assertThat(connector.counts().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aSiteWithSeveralGatewaysIsLinkedWhileOneIs() {
    String text =
        """
        link app=shop site=cloud connected=false streams=0 lostMillis=5000
        service app=shop site=cloud name=db answers=false
        link app=shop site=cloud connected=true rttMicros=300 streams=2 lostMillis=0
        service app=shop site=cloud name=db answers=true
        link app=shop site=cloud connected=true rttMicros=200 streams=3 lostMillis=0
        service app=shop site=cloud name=db answers=false
        """;
    assertThat(StatusText.read(text, "shop", "cloud"))
        .contains(
            new LinkStatus(true, Duration.ofNanos(200_000), 5, Map.of("db", true), Duration.ZERO));
  }
}
