package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Home's list says which releases may reach a service; who may not is told so, and logged. */
@Timeout(60)
class WhoMayReachTest {
  private static final String GOOD = "sha256:" + "a".repeat(64);
  private static final String OLD = "sha256:" + "b".repeat(64);

  @TempDir Path folder;

  private Path instanceOf(String name, String release) throws IOException {
    Path made = folder.resolve(name);
    Scope scope = new Scope(Set.of("shop/cloud"), release);
    new Authority(TestWorld.keys())
        .issue(PeerRole.CONNECTOR, name, scope, Duration.ofDays(1), made);
    return made;
  }

  private static Agent agent(TestWorld world, Endpoint service, AuditLog log) throws IOException {
    var target =
        new AgentConfig.Target(
            "shop",
            "cloud",
            world.agentsPort,
            Map.of("db", service),
            Map.of(),
            Map.of("db", Set.of(GOOD)),
            null);
    Agent agent =
        Agent.start(
            new AgentConfig(
                Keys.load(TestWorld.keys(), PeerRole.AGENT),
                List.of(target),
                null,
                TestWorld.QUICK,
                null,
                log));
    world.own(agent::close);
    return agent;
  }

  private static Socket by(TestWorld world, Path keys) throws IOException {
    Endpoint local = TestWorld.freePort();
    Connector connector =
        Connector.start(ConnectorTest.config(keys, local, List.of(world.agentsPort)));
    world.own(connector::close);
    TestWorld.until("the gateway offers it", () -> connector.offers("db"));
    Socket socket = new Socket(local.host(), local.port());
    socket.setSoTimeout(10_000);
    world.own(socket::close);
    return socket;
  }

  @Test
  void onlyInstancesOfTheNamedReleaseReachTheService() throws Exception {
    Path log = folder.resolve("link.log");
    Path good = instanceOf("good", GOOD);
    Path old = instanceOf("old", OLD);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = agent(world, target.at(), AuditLog.open(log, false));
      TestWorld.until("it is checked", () -> answers(agent));
      assertThat(TestWorld.echoes(by(world, good))).isTrue();
      assertThat(TestWorld.echoes(by(world, old))).isFalse();
      assertThat(TestWorld.echoes(world.connect())).isFalse();
      TestWorld.until(
          "the gateway was told why", () -> gateway.counts().refused(Reason.NOT_ALLOWED) == 2);
      TestWorld.until(
          "it is logged at home",
          () -> read(log).contains("not for release " + OLD) && read(log).contains("show no"));
      assertThat(read(log)).contains("\"release\":\"" + GOOD + "\"");
    }
  }

  private static boolean answers(Agent agent) {
    return agent.status().values().stream()
        .allMatch(status -> Boolean.TRUE.equals(status.services().get("db")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSiteThatIsNotOnAServicesListIsToldSo() throws Exception {
    Path log = folder.resolve("link.log");
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      var nothing = new AgentConfig.Target("shop", "cloud", world.agentsPort, Map.of());
      Agent agent =
          Agent.start(
              new AgentConfig(
                  Keys.load(TestWorld.keys(), PeerRole.AGENT),
                  List.of(nothing),
                  null,
                  TestWorld.QUICK,
                  null,
                  AuditLog.open(log, false)));
      world.own(agent::close);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      assertThat(TestWorld.echoes(world.connect())).isFalse();
      assertThat(gateway.counts().refused(Reason.NOT_ALLOWED)).isEqualTo(1);
      assertThat(target.accepted).isEmpty();
      TestWorld.until(
          "it is logged at home",
          () -> read(log).contains("'db' is not on the agent's list for shop/cloud []"));
    }
  }

  @Test
  void aLongNameDoesNotPushOutTheRelease() {
    Caller longest = new Caller("x".repeat(300), GOOD);
    assertThat(Caller.parse(longest.text())).isEqualTo(new Caller("x".repeat(110), GOOD));
    assertThat(Caller.parse("10.0.0.7:1")).isEqualTo(new Caller("10.0.0.7:1"));
  }
}
