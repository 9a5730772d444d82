package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose target is dead has the fewest streams, and draws none from one that works. */
@Timeout(60)
class DeadTargetsTest {
  private static final String UNREACHED = "services=db unreached=db\n";
  private static final String REACHED = "services=db unreached=\n";

  @TempDir static Path folder;
  private static Path second = Path.of("");

  @BeforeAll
  static void makeKeys() throws IOException {
    second = folder.resolve("second");
    new Authority(TestWorld.keys())
        .issue(PeerRole.AGENT, "second", Scope.ALL, Duration.ofDays(1), second);
  }

  private static Agent second(TestWorld world, Endpoint service) throws IOException {
    return world.agent(world.agentsPort, Map.of("db", service), second);
  }

  private static boolean answers(Agent agent) {
    return Boolean.TRUE.equals(agent.status().values().iterator().next().services().get("db"));
  }

  private static void sayNine(Socket socket) throws IOException {
    socket.getOutputStream().write(9);
  }

  private static long count(Agent agent, Reason reason) {
    return agent.counts().refused(reason);
  }

  @Test
  void streamsGoWhereTheTargetAnswersAndBackWhenItDoesAgain() throws Exception {
    Endpoint dead = TestWorld.freePort();
    try (TestTarget alive = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent first = world.agent(alive.at());
      TestWorld.until("the first is checked", () -> answers(first));
      second(world, dead);
      TestWorld.until("a check has seen it", () -> gateway.statusText().contains(UNREACHED));
      for (int each = 0; each < 20; each++) {
        assertThat(TestWorld.echoes(world.connect())).isTrue();
      }
      assertThat(first.status().values().iterator().next().streams()).isGreaterThanOrEqualTo(20);
      assertThat(gateway.counts().refused(Reason.TARGET_REFUSED)).isZero();
      try (TestTarget again = new TestTarget(DeadTargetsTest::sayNine, dead.port())) {
        TestWorld.until("checks see it", () -> !gateway.statusText().contains(UNREACHED));
        // It has the fewest streams, by far.
        assertThat(world.connect().getInputStream().read()).isEqualTo(9);
        assertThat(again.accepted).isNotEmpty();
      }
    }
  }

  @Test
  void whatAnInstanceHasSaidAlreadyGoesToTheNextAgent() throws Exception {
    byte[] said = new byte[12_000];
    new Random(11).nextBytes(said);
    try (TestTarget alive = TestTarget.echo();
        TestTarget dying = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      // Checks a minute apart: the gateway cannot know that the target has died meanwhile.
      world.timings = TestWorld.PATIENT;
      Gateway gateway = world.gateway();
      Agent first = world.agent(alive.at());
      TestWorld.until("the first is checked", () -> answers(first));
      assertThat(TestWorld.echoes(world.connect())).isTrue();
      Agent other = second(world, dying.at());
      TestWorld.until("the second is checked", () -> answers(other));
      dying.close();
      for (int each = 0; each < 5; each++) {
        Socket socket = world.connect();
        socket.getOutputStream().write(said);
        socket.shutdownOutput();
        assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), said)).isTrue();
      }
      // The first of them found it out for all.
      assertThat(count(other, Reason.TARGET_REFUSED)).isEqualTo(1);
      assertThat(gateway.counts().refused(Reason.TARGET_REFUSED)).isZero();
      assertThat(gateway.statusText()).contains(UNREACHED, REACHED);
    }
  }

  @Test
  void whenNoTargetAnswersTheInstanceIsRefusedOnce() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Gateway gateway = world.gateway();
      Agent first = world.agent(TestWorld.freePort());
      Agent other = second(world, TestWorld.freePort());
      TestWorld.until(
          "both are checked", () -> gateway.statusText().split(UNREACHED, -1).length == 3);
      long checks = count(first, Reason.TARGET_REFUSED) + count(other, Reason.TARGET_REFUSED);
      assertThat(TestWorld.echoes(world.connect())).isFalse();
      TestWorld.until("it is counted", () -> gateway.counts().refused(Reason.TARGET_REFUSED) == 1);
      assertThat(count(first, Reason.TARGET_REFUSED) + count(other, Reason.TARGET_REFUSED))
          .isEqualTo(checks + 1);
    }
  }

  @Test
  void whatIsNotAllowedIsNotTriedElsewhere() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Gateway gateway = world.gateway();
      var secret =
          new AgentConfig.Target(
              "shop",
              "cloud",
              world.agentsPort,
              Map.of("db", target.at()),
              Map.of(),
              Map.of("db", Set.of("sha256:abc")),
              null);
      Agent first = world.agent(secret);
      TestWorld.until("the first is checked", () -> answers(first));
      Agent other = second(world, target.at());
      TestWorld.until("the second is checked", () -> answers(other));
      TestWorld.until("checks are over", () -> gateway.streams() == 0);
      Socket held = world.connect();
      assertThat(TestWorld.echoes(held)).isTrue();
      // The second carries one stream now, so the first is asked, which wants a release.
      assertThat(TestWorld.echoes(world.connect())).isFalse();
      TestWorld.until("it is counted", () -> gateway.counts().refused(Reason.NOT_ALLOWED) == 1);
    }
  }

  @Test
  void aConnectorPrefersTheGatewayWhoseAgentReachesTheTarget() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestTarget alive = TestTarget.echo();
        TestWorld well = TestWorld.linked(alive.at());
        TestWorld ill = new TestWorld()) {
      Gateway gateway = ill.gateway();
      ill.agent(TestWorld.freePort());
      List<Endpoint> both = List.of(ill.agentsPort, well.agentsPort);
      Connector connector = Connector.start(ConnectorTest.config(TestWorld.keys(), local, both));
      well.own(connector::close);
      TestWorld.until("a check has seen it", () -> gateway.statusText().contains(UNREACHED));
      TestWorld.until(
          "both stand", () -> connector.connected() == 2 && connector.offering("db") == 1);
      for (int each = 0; each < 5; each++) {
        try (Socket socket = new Socket(local.host(), local.port())) {
          socket.setSoTimeout(10_000);
          assertThat(TestWorld.echoes(socket)).isTrue();
        }
      }
    }
  }
}
