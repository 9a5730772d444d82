package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A session ends with the certificates that it began with, unless they were renewed meanwhile; then
 * no stream notices. Instance, connector, gateway, agent and target are all here, each end with
 * keys of its own, so that a stream goes through both kinds of session.
 */
@Timeout(60)
class CertificateEndTest {
  private static final Duration AFTER_TWO_DAYS = Duration.ofDays(3);

  /** Quick, but for a grace of 60 s. */
  private static final LinkTimings USUAL_GRACE =
      new LinkTimings(
          Duration.ofMillis(100),
          Duration.ofMillis(1500),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofMillis(300));

  /** Of agent and connector. */
  private LinkTimings timings = TestWorld.QUICK;

  @TempDir Path folder;
  private final ShiftedClock clock = new ShiftedClock();
  private final TestWorld world = new TestWorld();
  private final Endpoint local = TestWorld.freePort();
  private Path home = Path.of("");
  private Path log = Path.of("");

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @BeforeEach
  void copyKeys() throws IOException {
    home = RevocationTest.copyOfKeys(folder.resolve("home"));
    log = folder.resolve("link.log");
    world.ticker = clock;
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void endsInTwoDays(PeerRole role) throws IOException {
    new Authority(home).renew(role, Duration.ofDays(2));
  }

  private Path own(PeerRole role) throws IOException {
    Path keys = folder.resolve(role.word());
    KeyFiles.folder(keys);
    for (String file : List.of(role.word() + ".pem", Keys.CA)) {
      copy(home.resolve(file), keys.resolve(file));
    }
    return keys;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /**
   * All ends.
   *
   * @param socket an instance's connection through all of them
   */
  private record Ends(Gateway gateway, Agent agent, Connector connector, Socket socket) {}

  private Ends open() throws Exception {
    TestTarget target = TestTarget.echo();
    world.own(target::close);
    Gateway gateway = world.startGateway("tcp", own(PeerRole.GATEWAY));
    world.own(gateway::close);
    var site = new AgentConfig.Target("shop", "cloud", world.agentsPort, Map.of("db", target.at()));
    Agent agent =
        Agent.start(
            new AgentConfig(
                Keys.load(own(PeerRole.AGENT), PeerRole.AGENT),
                List.of(site),
                null,
                timings,
                null,
                AuditLog.open(log, false)),
            clock);
    world.own(agent::close);
    Connector connector = connector(own(PeerRole.CONNECTOR), local);
    TestWorld.until("the way is open", () -> connector.offers("db"));
    Socket socket = world.connect(local);
    assertThat(TestWorld.echoes(socket)).isTrue();
    return new Ends(gateway, agent, connector, socket);
  }

  private Connector connector(Path keys, Endpoint at) throws IOException {
    Connector started =
        Connector.start(ConnectorTest.config(keys, at, List.of(world.agentsPort), timings), clock);
    world.own(started::close);
    return started;
  }

  @ParameterizedTest
  @EnumSource(names = {"AGENT", "GATEWAY", "CONNECTOR"})
  void aRenewalCarriesAnOpenStreamOverTheOldEnd(PeerRole role) throws Exception {
    endsInTwoDays(role);
    Path other = folder.resolve("other");
    new Authority(home).issue(PeerRole.CONNECTOR, "other", Scope.ALL, Duration.ofDays(2), other);
    Ends ends = open();
    Connector notRenewed = connector(other, TestWorld.freePort());
    TestWorld.until("it stands", () -> notRenewed.connected() == 1);
    Said said = world.own(Said.by(SessionCertificates.class));
    new Authority(home).renew(role, Duration.ofDays(300));
    own(role);
    int sessions = role == PeerRole.GATEWAY ? 3 : 1;
    TestWorld.until(
        "whoever has a session with it has seen it",
        () ->
            said.lines().stream().filter(line -> line.contains("was renewed")).count() == sessions);
    clock.set(AFTER_TWO_DAYS);
    TestWorld.until("who did not renew is cut", () -> notRenewed.counts().sessionsLost() > 0);
    assertThat(TestWorld.echoes(ends.socket)).isTrue();
    assertThat(ends.agent.counts().sessionsLost()).isZero();
    assertThat(ends.connector.counts().sessionsLost()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"AGENT", "GATEWAY", "CONNECTOR"})
  void withoutARenewalItIsCutAndBothEndsSayWhy(PeerRole role) throws Exception {
    endsInTwoDays(role);
    Ends ends = open();
    Socket direct = world.connect();
    assertThat(TestWorld.echoes(direct)).isTrue();
    Said dialling = world.own(Said.by(Redial.class));
    Said agents = world.own(Said.by(Agents.class));
    Said guests = world.own(Said.by(Guests.class));
    Said warned = world.own(Said.by(SessionCertificates.class));
    clock.set(AFTER_TWO_DAYS);
    assertThat(TestWorld.echoes(ends.socket) && waitsForItsEnd(ends.socket)).isFalse();
    String why = "the certificate of 'CN=%s' ended at ".formatted(role.word());
    warned.until("its session ends in 500 ms");
    dialling.until(why);
    if (role != PeerRole.CONNECTOR) {
      agents.until(why);
      TestWorld.until("it is in the audit log", () -> read(log).contains(why));
    }
    if (role != PeerRole.AGENT) {
      guests.until(why);
    }
  }

  /** Whether it ended in another way than by its end. */
  private static boolean waitsForItsEnd(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketException e) {
      return false;
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
  void byTheMachinesOwnClockASessionEndsWithItsCertificateAndStaysOut() throws Exception {
    Path file = StrangersKeys.issued(home, PeerRole.AGENT, "-1d+10S", 1);
    try (TestTarget target = TestTarget.echo();
        TestWorld real = new TestWorld()) {
      Gateway judging = real.startGateway("tcp", home);
      real.own(judging::close);
      Path parent = java.util.Objects.requireNonNull(file.getParent());
      Agent short1 = real.agent(real.agentsPort, Map.of("db", target.at()), parent);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(short1));
      Socket socket = real.connect();
      assertThat(TestWorld.echoes(socket)).isTrue();
      Said said = real.own(Said.by(Redial.class));
      said.until("the other end said: the certificate of 'CN=stranger' ended at ");
      assertThat(waitsForItsEnd(socket)).isFalse();
      TestWorld.until("it knocks in vain", () -> judging.counts().handshakesFailed() >= 2);
      assertThat(judging.counts().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aClockThatJumpsAndIsSetRightEndsNoSession() throws Exception {
    timings = USUAL_GRACE;
    world.timings = USUAL_GRACE;
    Ends ends = open();
    Said said = world.own(Said.by(SessionCertificates.class));
    clock.set(Duration.ofDays(400));
    TestWorld.until("both judges of both sessions have seen it", () -> said.lines().size() == 4);
    assertThat(said.lines()).allMatch(line -> line.contains("its session ends in 60000 ms"));
    clock.set(Duration.ofDays(-400));
    assertThat(TestWorld.echoes(ends.socket)).isTrue();
    clock.set(Duration.ZERO);
    assertThat(TestWorld.echoes(ends.socket)).isTrue();
    assertThat(ends.gateway.counts().sessionsLost()).isZero();
  }

  @Test
  void aRenewalByAnAuthorityThatIsNotKnownYetCountsAsSoonAsItIs() throws Exception {
    endsInTwoDays(PeerRole.AGENT);
    Ends ends = open();
    Said said = world.own(Said.by(SessionCertificates.class));
    new Rotation(home).rotate();
    new Authority(home).renew(PeerRole.AGENT, Duration.ofDays(300));
    own(PeerRole.AGENT);
    said.until("shows a renewed certificate that does not count here yet, PKIX");
    copy(home.resolve(Keys.CA), folder.resolve("gateway").resolve(Keys.CA));
    said.until("was renewed: valid until ");
    clock.set(AFTER_TWO_DAYS);
    assertThat(TestWorld.echoes(ends.socket)).isTrue();
    assertThat(said.lines().stream().filter(line -> line.contains("does not count here yet")))
        .hasSize(1);
  }

  /** What is above it in the chain ends first, so that the renewal lengthens nothing. */
  @Test
  void aRenewalBelowAnAuthorityThatEndsSoonerEndsNoSession() throws Exception {
    Path short20 = folder.resolve("authority");
    KeyFiles.folder(short20);
    Keytool keytool = new Keytool(folder.resolve("making.p12"), Keys.random());
    List<String> extensions = List.of("bc:c=ca:true,pathlen:0", "ku:c=keyCertSign,cRLSign");
    keytool.generate("ca", "ca", "CN=short", "-1H", 20, extensions);
    KeyFiles.write(short20.resolve(Keys.CA_KEY), keytool.keyPem("ca"), KeyFiles.SECRET);
    KeyFiles.write(short20.resolve(Keys.CA), keytool.certificatePem("ca"), KeyFiles.PUBLIC);
    Authority authority = new Authority(short20);
    Path ofGateway = folder.resolve("gateway");
    authority.issue(PeerRole.GATEWAY, "gateway", Scope.ALL, Duration.ofDays(5), ofGateway);
    Path ofAgent = withItsAuthority(authority, "agent", 30, keytool.certificatePem("ca"));
    Path renewed = withItsAuthority(authority, "renewed", 40, keytool.certificatePem("ca"));
    Gateway gateway = world.startGateway("tcp", ofGateway);
    world.own(gateway::close);
    Said said = world.own(Said.by(KeyWatch.class));
    Said certificates = world.own(Said.by(SessionCertificates.class));
    Agent agent = world.agent(world.agentsPort, Map.of(), ofAgent);
    TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
    copy(renewed.resolve("agent.pem"), ofAgent.resolve("agent.pem"));
    said.until("keys of the agent read again");
    // Many pings later, since making a key takes a second.
    Path later = folder.resolve("later");
    authority.issue(PeerRole.GATEWAY, "gateway", Scope.ALL, Duration.ofDays(9), later);
    copy(later.resolve("gateway.pem"), ofGateway.resolve("gateway.pem"));
    certificates.until("the certificate of cloud at " + world.agentsPort + " was renewed");
    assertThat(gateway.counts().sessionsLost()).isZero();
    assertThat(certificates.lines()).hasSize(1);
  }

  private Path withItsAuthority(Authority authority, String name, int days, String above)
      throws IOException {
    Path keys = folder.resolve(name);
    authority.issue(PeerRole.AGENT, "agent", Scope.ALL, Duration.ofDays(days), keys);
    Files.writeString(keys.resolve("agent.pem"), above, StandardOpenOption.APPEND);
    return keys;
  }

  /** TLS shows nothing then, and the handshake is over at this end before the other one refuses. */
  @Test
  void anAgentOfAnAuthorityThatTheGatewayDoesNotKnowHearsItsReason() throws Exception {
    world.own(world.startGateway("tcp", home)::close);
    Path own = own(PeerRole.AGENT);
    copy(TestWorld.makeKeys("-1H").resolve("agent.pem"), own.resolve("agent.pem"));
    Said said = world.own(Said.by(Redial.class));
    world.agent(world.agentsPort, Map.of(), own);
    said.until("no session, (certificate_required) Received fatal alert: certificate_required");
  }

  @Test
  void howLongIsLeftIsInStatusAndMetricsOfAllEnds() throws Exception {
    endsInTwoDays(PeerRole.GATEWAY);
    Ends ends = open();
    String gatewayEnds = Keys.load(home, PeerRole.GATEWAY).expires().toString();
    assertThat(ends.agent.statusText())
        .contains("certificate of=own name=CN=agent ends=")
        .contains(
            "certificate of=other gateway=%s site=shop/cloud name=CN=gateway ends=%s\n"
                .formatted(world.agentsPort, gatewayEnds));
    assertThat(ends.connector.status())
        .contains("certificate of=own name=CN=connector ends=")
        .contains("name=CN=gateway ends=" + gatewayEnds);
    assertThat(ends.gateway.statusText())
        .contains("certificate of=own name=CN=gateway ends=" + gatewayEnds)
        .contains("certificate of=other agent=shop/cloud name=CN=agent ends=")
        .containsPattern("certificate of=other connector=\\S+ name=CN=connector ends=");
    assertThat(ends.agent.metrics())
        .containsPattern(
            "peer_certificate_left_seconds\\{app=\"shop\",site=\"cloud\",.*} 17\\d{4}\n");
    assertThat(ends.connector.metrics())
        .containsPattern("peer_certificate_left_seconds\\{gateway=.*} 17\\d{4}\n")
        .containsPattern("\nspillway_link_certificate_left_seconds 31\\d{6}\n");
    assertThat(ends.gateway.metrics())
        .containsPattern("\nspillway_link_certificate_left_seconds 17\\d{4}\n")
        .containsPattern("peer_certificate_left_seconds\\{connector=\"CN=connector\"} 31\\d{6}\n");
    clock.set(AFTER_TWO_DAYS);
    assertThat(ends.gateway.metrics())
        .containsPattern("\nspillway_link_certificate_left_seconds -8\\d{4}\n");
  }
}
