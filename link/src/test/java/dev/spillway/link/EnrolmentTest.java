package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made where they stay, tokens are used once, and nobody can stop enrolment. */
@Timeout(60)
class EnrolmentTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Scope SHOP = new Scope(Set.of("shop/cloud"), "");

  @TempDir Path folder;
  private Path keys = Path.of("");
  private final Endpoint at = TestWorld.freePort();
  private final List<AutoCloseable> closings = new ArrayList<>();

  @BeforeEach
  void copyKeys() throws IOException {
    keys = Files.createDirectory(folder.resolve("keys"));
    for (String file : List.of("ca.pem", "ca-key.pem", "agent.pem", "gateway.pem")) {
      Files.copy(
          TestWorld.keys().resolve(file), keys.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : closings.reversed()) {
      each.close();
    }
  }

  private void serve(ShortTasks tasks) throws IOException {
    closings.add(EnrolmentServer.start(keys, at, "127.0.0.1", tasks));
  }

  private void serve() throws IOException {
    closings.add(EnrolmentServer.start(keys, at, "127.0.0.1"));
  }

  private Path invited(PeerRole role, String name, int uses, Endpoint where) throws IOException {
    Path file = folder.resolve(name + ".invitation");
    Invitation.write(
        keys, file, where, role, new Invitation.Terms(name, SHOP, "", uses, HOUR, HOUR));
    return file;
  }

  private static X509 certificate(Path file) throws IOException {
    var made = Pem.certificate(Files.readString(file));
    return new X509(Identity.name(made), made.getSerialNumber(), made.getNotAfter().toInstant());
  }

  private record X509(String name, BigInteger serial, Instant ends) {}

  /** A client that believes the authority as invited ends do. */
  private HttpClient client() throws Exception {
    SSLContext trust =
        Enrolment.trusting(Files.readString(keys.resolve("ca.pem"), StandardCharsets.US_ASCII));
    HttpClient http = HttpClient.newBuilder().sslContext(trust).build();
    closings.add(http);
    return http;
  }

  private int post(String path, String body) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("https://" + at + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client().send(post, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** As behind a gateway that no agent has dialled yet. */
  @Test
  void anInstanceThatIsEarlyAsksAgainUntilSomebodyAnswers() throws Exception {
    Path invitation = invited(PeerRole.CONNECTOR, "early", 1, at);
    Path made = folder.resolve("early");
    FutureTask<Path> early =
        new FutureTask<>(() -> {
          Enrolment.enrol(invitation, "", made, HOUR);
          return made;
        });
    try (ServerSocket nobody = new ServerSocket(at.port(), 5, InetAddress.getByName(at.host()))) {
      nobody.setSoTimeout(30_000);
      Thread.ofPlatform().daemon().start(early);
      nobody.accept().close();
      nobody.accept().close();
    }
    serve();
    assertThat(early.get(30, TimeUnit.SECONDS)).isDirectoryContaining("glob:**/connector.pem");
  }

  @Test
  void nobodyIsAskedTwiceWhenPatienceIsOverOrTheAuthorityIsAnother() throws Exception {
    Path invitation = invited(PeerRole.CONNECTOR, "once", 1, at);
    assertThatThrownBy(() -> Enrolment.enrol(invitation, "", folder.resolve("no"), Duration.ZERO))
        .isInstanceOf(ConnectException.class);
    serve();
    Path stranger = folder.resolve("stranger.invitation");
    Path elsewhere = folder.resolve("elsewhere");
    Keys.init(elsewhere);
    String own = Files.readString(keys.resolve("ca.pem"));
    String other = Files.readString(elsewhere.resolve("ca.pem"));
    Files.writeString(stranger, Files.readString(invitation).replace(own, other));
    Files.setPosixFilePermissions(stranger, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> Enrolment.enrol(stranger, "", folder.resolve("no"), HOUR))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void strangersWhoStallKeepNobodyOut() throws Exception {
    // Long enough for one who is honest on a busy machine, whose certificate keytool signs.
    serve(new ShortTasks(4, Duration.ofSeconds(10)));
    SSLContext trust =
        Enrolment.trusting(Files.readString(keys.resolve("ca.pem"), StandardCharsets.US_ASCII));
    List<Socket> strangers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Socket silent = new Socket(at.host(), at.port());
      silent.getOutputStream().write(22);
      strangers.add(silent);
    }
    Socket half = trust.getSocketFactory().createSocket(at.host(), at.port());
    half.getOutputStream()
        .write(
            "POST /enrol HTTP/1.1\r\nContent-Length: 500\r\n\r\nsecret"
                .getBytes(StandardCharsets.US_ASCII));
    strangers.add(half);
    strangers.forEach(closings::add);
    Path made = folder.resolve("honest");
    Enrolment.enrol(invited(PeerRole.CONNECTOR, "honest", 1, at), "", made, Duration.ZERO);
    assertThat(certificate(made.resolve("connector.pem")).name()).isEqualTo("CN=honest");
    for (Socket each : strangers) {
      each.setSoTimeout(20_000);
      assertThat(ended(each)).isTrue();
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aBadRequestDoesNotBurnTheToken() throws Exception {
    serve();
    Path invitation = invited(PeerRole.CONNECTOR, "once", 1, at);
    String secret = Invitation.read(invitation).secret();
    assertThat(post("/enrol", secret + "\nconnector\n\nno request")).isEqualTo(403);
    String broken =
        Pem.block("NEW CERTIFICATE REQUEST", "nonsense".getBytes(StandardCharsets.US_ASCII));
    assertThat(post("/enrol", secret + "\nconnector\n\n" + broken)).isEqualTo(403);
    Path made = folder.resolve("made");
    Enrolment.enrol(invitation, "", made, Duration.ZERO);
    assertThat(certificate(made.resolve("connector.pem")).name()).isEqualTo("CN=once");
    assertThatThrownBy(
            () -> Enrolment.enrol(invitation, "", folder.resolve("again"), Duration.ZERO))
        .hasMessageContaining("403");
  }

  @Test
  void aTokenIsGoodForItsPurposeOnlyAndStaysGoodForIt() throws Exception {
    serve();
    for (PeerRole role : List.of(PeerRole.CONNECTOR, PeerRole.AGENT)) {
      PeerRole wrong = role == PeerRole.AGENT ? PeerRole.CONNECTOR : PeerRole.AGENT;
      Path invitation = invited(role, "of-" + role.word(), 1, at);
      Path lie = folder.resolve(wrong.word() + ".lie");
      String text = Files.readString(invitation);
      KeyFiles.write(
          lie, text.replace("role: " + role.word(), "role: " + wrong.word()), KeyFiles.SECRET);
      assertThatThrownBy(
              () -> Enrolment.enrol(lie, "", folder.resolve("no-" + wrong.word()), Duration.ZERO))
          .hasMessageContaining("403: the token is unknown, used up, too old, or for something");
      assertThat(folder.resolve("no-" + wrong.word()).resolve(wrong.word() + ".pem"))
          .doesNotExist();
      Path made = folder.resolve("as-" + role.word());
      Enrolment.enrol(invitation, "", made, Duration.ZERO);
      assertThat(role.isOf(Pem.certificate(Files.readString(made.resolve(role.word() + ".pem")))))
          .isTrue();
    }
  }

  @Test
  void aFolderThatHasKeysIsRefusedBeforeTheTokenIsUsed() throws Exception {
    serve();
    Path invitation = invited(PeerRole.AGENT, "second", 1, at);
    assertThatThrownBy(() -> Enrolment.enrol(invitation, "", keys, Duration.ZERO))
        .hasMessage(
            keys.resolve("agent.pem")
                + " exists, and the invitation was not used; 'spillway keys renew' renews it");
    Enrolment.enrol(invitation, "", folder.resolve("second"), Duration.ZERO);
    assertThat(folder.resolve("second/agent.pem")).exists();
  }

  @Test
  void anEndRenewsItsOwnCertificateAndNoStreamIsDropped() throws Exception {
    serve();
    Path own = folder.resolve("own");
    Enrolment.enrol(invited(PeerRole.AGENT, "own", 1, at), "", own, Duration.ZERO);
    X509 first = certificate(own.resolve("agent.pem"));
    assertThat(first.ends()).isBefore(Instant.now().plus(HOUR).plusSeconds(1));
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), own);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket open = world.connect();
      assertThat(TestWorld.echoes(open)).isTrue();
      Enrolment.renew(own, PeerRole.AGENT, at);
      X509 second = certificate(own.resolve("agent.pem"));
      assertThat(second.name()).isEqualTo(first.name());
      assertThat(second.serial()).isNotEqualTo(first.serial());
      assertThat(Keys.load(own, PeerRole.AGENT).scope()).isEqualTo(SHOP);
      assertThat(TestWorld.echoes(open)).isTrue();
      assertThat(gateway.counts().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aRevokedOrForeignEndRenewsNothing() throws Exception {
    serve();
    Path own = folder.resolve("own");
    Enrolment.enrol(invited(PeerRole.AGENT, "own", 1, at), "", own, Duration.ZERO);
    String present = Files.readString(own.resolve("agent.pem"));
    Path thief = Files.createDirectory(folder.resolve("thief"));
    for (String file : List.of("agent.pem", "ca.pem")) {
      Files.copy(keys.resolve(file), thief.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    // The certificate of one end with the key of another.
    String mixed =
        Pem.of(Pem.key(Files.readString(keys.resolve("agent.pem"))))
            + Pem.only("CERTIFICATE", present);
    Files.writeString(thief.resolve("agent.pem"), mixed);
    assertThatThrownBy(() -> Enrolment.renew(thief, PeerRole.AGENT, at))
        .hasMessageContaining("403");
    new Authority(keys).revoke(Authority.serial(own.resolve("agent.pem")));
    assertThatThrownBy(() -> Enrolment.renew(own, PeerRole.AGENT, at)).hasMessageContaining("403");
    assertThat(Files.readString(own.resolve("agent.pem"))).isEqualTo(present);
  }

  @Test
  void twoProcessesThatMakeTokensLoseNone() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TokensRace.class.getName(),
                keys.toString(),
                "other",
                "40")
            .inheritIO()
            .start();
    Thread second = Thread.startVirtualThread(() -> race("second"));
    race("first");
    second.join();
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isZero();
    assertThat(Files.readAllLines(keys.resolve(Tokens.FILE))).hasSize(120);
  }

  private void race(String name) {
    try {
      TokensRace.make(keys, name, 40);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTokenForThreeIsGoodForThreeOfThemAtOnce() throws Exception {
    serve();
    Path invitation = invited(PeerRole.CONNECTOR, "burst", 3, at);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path made = folder.resolve("instance-" + i);
      all.add(Thread.startVirtualThread(() -> enrolOrNot(invitation, made)));
    }
    for (Thread each : all) {
      each.join();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve("instance-" + i + "/connector.pem");
      if (Files.exists(file)) {
        names.add(certificate(file).name());
      }
    }
    assertThat(names).containsExactlyInAnyOrder("CN=burst-1", "CN=burst-2", "CN=burst-3");
  }

  private static void enrolOrNot(Path invitation, Path made) {
    try {
      Enrolment.enrol(invitation, "", made, Duration.ZERO);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("403");
    }
  }

  /** Home accepts nothing: the gateway's port for the service is where instances ask. */
  @Test
  void anInstanceIsEnrolledThroughTheLink() throws Exception {
    serve();
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", at), keys);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Path made = folder.resolve("instance");
      Enrolment.enrol(
          invited(PeerRole.CONNECTOR, "far", 1, world.servicePort), "", made, Duration.ZERO);
      Enrolment.renew(made, PeerRole.CONNECTOR, world.servicePort);
      assertThat(certificate(made.resolve("connector.pem")).name()).isEqualTo("CN=far");
    }
  }

  @Test
  void aCertificateEndsAtItsHourAndIsRenewedInTime() throws Exception {
    assertThat(Lifetime.of(Duration.ofHours(12))).isEqualTo(new Lifetime("-12H", 1));
    assertThat(Lifetime.of(Duration.ofHours(23))).isEqualTo(new Lifetime("-1H", 1));
    assertThat(Lifetime.of(Duration.ofHours(24))).isEqualTo(new Lifetime("-24H", 2));
    assertThat(Lifetime.of(Duration.ofDays(365))).isEqualTo(new Lifetime("-24H", 366));
    Path made = folder.resolve("short");
    new Authority(keys)
        .issue(PeerRole.CONNECTOR, "short", SHOP, PeerRole.CONNECTOR.lifetime(), made);
    var certificate = Pem.certificate(Files.readString(made.resolve("connector.pem")));
    Instant end = certificate.getNotAfter().toInstant();
    assertThat(Lifetime.of(certificate)).isEqualTo(Duration.ofHours(12));
    assertThat(end).isBefore(Instant.now().plus(Duration.ofHours(12)).plusSeconds(1));
    assertThat(Renewal.isDue(certificate, end.minus(Duration.ofHours(5)))).isFalse();
    assertThat(Renewal.isDue(certificate, end.minus(Duration.ofHours(3)))).isTrue();
  }
}
