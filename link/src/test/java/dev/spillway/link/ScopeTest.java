package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is for one app and site is of no use for another's traffic. */
@Timeout(60)
class ScopeTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Scope OTHER = new Scope(Set.of("payroll/cloud"), "");
  private static final Scope SHOP = new Scope(Set.of("shop/cloud"), "");

  @TempDir Path folder;
  private Path keys = Path.of("");

  @BeforeEach
  void makeKeys() {
    keys = TestWorld.keys();
  }

  private Path issued(PeerRole role, String name, Scope scope) throws Exception {
    Path made = folder.resolve(name);
    new Authority(keys).issue(role, name, scope, DAY, made);
    return made;
  }

  @Test
  void anAgentOfAnotherAppThatOffersTheServiceGetsNoneOfItsStreams() throws Exception {
    Path stranger = issued(PeerRole.AGENT, "stranger", OTHER);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        RawEnd hostile = RawEnd.agent(world.agentsPort, stranger)) {
      Socket open = world.connect();
      assertThat(TestWorld.echoes(open)).isTrue();
      hostile.greet("shop", "cloud", "db");
      assertThat(hostile.readToTheEnd()).contains("is for [payroll/cloud], not for shop/cloud");
      for (int i = 0; i < 5; i++) {
        assertThat(TestWorld.echoes(world.connect())).isTrue();
      }
      assertThat(TestWorld.echoes(open)).isTrue();
    }
  }

  @Test
  void anAgentIsLetInForItsOwnSite() throws Exception {
    Path own = issued(PeerRole.AGENT, "own", SHOP);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), own);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      assertThat(TestWorld.echoes(world.connect())).isTrue();
    }
  }

  @Test
  void aConnectorOfAnotherAppReachesNothing() throws Exception {
    Path stranger = issued(PeerRole.CONNECTOR, "burst", OTHER);
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at())) {
      Connector connector =
          Connector.start(ConnectorTest.config(stranger, local, List.of(world.agentsPort)));
      world.own(connector::close);
      TestWorld.until("it was refused", () -> connector.counts().handshakesFailed() > 0);
      assertThat(connector.connected()).isZero();
    }
  }

  @Test
  void aGatewayOfAnotherAppIsNotBelievedByTheAgent() throws Exception {
    Path stolen = issued(PeerRole.GATEWAY, "stolen", OTHER);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", stolen);
      world.own(gateway::close);
      Agent agent = world.agent(world.target(target.at(), Service.Limits.NONE));
      TestWorld.until("it dialled twice", () -> agent.counts().handshakesFailed() >= 2);
      assertThat(agent.counts().sessions()).isZero();
      assertThat(target.accepted).isEmpty();
    }
  }

  @Test
  void aRenewedCertificateIsForTheSame() throws Exception {
    Path own = TestWorld.makeKeys("-1H");
    Path made = folder.resolve("made");
    new Authority(own).issue(PeerRole.AGENT, "bound", SHOP, DAY, made);
    java.nio.file.Files.copy(
        made.resolve("agent.pem"),
        own.resolve("agent.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    new Authority(own).renew(PeerRole.AGENT, DAY);
    assertThat(Keys.load(own, PeerRole.AGENT).scope()).isEqualTo(SHOP);
  }

  @Test
  void scopesAreReadAsTheyAreWritten() {
    Scope two = Scope.parse(List.of("shop/*", "payroll/cloud"));
    assertThat(two.has("shop", "anywhere")).isTrue();
    assertThat(two.has("payroll", "cloud")).isTrue();
    assertThat(two.has("payroll", "other")).isFalse();
    assertThat(Scope.parse(List.of("any")).has("payroll", "other")).isTrue();
    assertThatThrownBy(() -> Scope.parse(List.of("shop")))
        .hasMessage("an app and site such as shop/cloud, shop/* or any is wanted, not 'shop'");
    assertThatThrownBy(() -> Scope.parse(List.of("any", "shop/cloud")))
        .hasMessageContaining("'any' stands alone");
    assertThatThrownBy(() -> Scope.parse(List.of("*/cloud"))).hasMessageContaining("a name is");
  }
}
