package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL finds at the agents' port, and the way out through a real proxy. */
@Timeout(60)
class ForeignProgramsTest {
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static String scan(TestWorld world, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Programs.path("openssl").toString(), "s_client"));
    command.addAll(List.of("-connect", world.agentsPort.toString()));
    command.addAll(List.of("-CAfile", TestWorld.keys().resolve("ca.pem").toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static String agentKeys() {
    return TestWorld.keys().resolve("agent.pem").toString();
  }

  @Test
  void theRightKeysGetTls13() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      String said = scan(world, "-cert", agentKeys(), "-key", agentKeys());
      assertThat(said)
          .contains("New, TLSv1.3, Cipher is TLS_")
          .contains("Verify return code: 0 (ok)")
          .contains("Acceptable client certificate CA names");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1", "-tls1_2"})
  void olderTlsIsRefused(String version) throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      String said =
          scan(
              world,
              version,
              "-cipher",
              "ALL:@SECLEVEL=0",
              "-cert",
              agentKeys(),
              "-key",
              agentKeys());
      assertThat(said).contains("alert protocol version", "Cipher is (NONE)");
    }
  }

  /**
   * TLS 1.2 let an end begin a handshake anew in the middle of a connection (RFC 8446 section
   * 4.1.2).
   */
  @Test
  void noHandshakeIsBegunAnew() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Gateway gateway = world.gateway();
      assertThat(typed(world, "R", "wrong ssl version"))
          .contains("New, TLSv1.3", "Secure Renegotiation IS NOT supported", "RENEGOTIATING");
      TestWorld.until("it is over", () -> gateway.counts().handshakesFailed() == 1);
      assertThat(gateway.counts().sessions()).isZero();
    }
  }

  /**
   * New keys of a session, which TLS 1.3 has instead (RFC 8446 section 4.6.3), are no such thing.
   */
  @Test
  void newKeysOfASessionAreTaken() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      // The gateway goes on to speak until nobody greets.
      assertThat(typed(world, "K", "no answer for 1500 ms"))
          .contains("KEYUPDATE")
          .doesNotContain("alert", "error:0A");
    }
  }

  /** What OpenSSL says that shows the right keys, is told a command, and has said this. */
  private String typed(TestWorld world, String command, String last) throws Exception {
    Path log = folder.resolve("openssl.log");
    Process process =
        Programs.start(
            folder,
            "openssl",
            List.of(
                "s_client",
                "-connect",
                world.agentsPort.toString(),
                "-CAfile",
                TestWorld.keys().resolve("ca.pem").toString(),
                "-cert",
                agentKeys(),
                "-key",
                agentKeys()));
    world.own(() -> Programs.stop(process));
    TestWorld.until("the handshake is done", () -> has(log, "Verify return code: 0 (ok)"));
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    TestWorld.until("'" + last + "'", () -> has(log, last));
    process.getOutputStream().close();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return read(log);
  }

  private static boolean has(Path log, String words) {
    return read(log).contains(words);
  }

  /** The gateway's bytes are among it, which are no text. */
  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoIsTurnedAwayIsToldByAnAlertAndWhoIsRightHearsTheGateway() throws Exception {
    Path expired = StrangersKeys.issued(TestWorld.keys(), PeerRole.AGENT, "-2d", 1);
    Path revoked = StrangersKeys.issued(TestWorld.keys(), PeerRole.AGENT, "-1H", 1);
    Path right = StrangersKeys.issued(TestWorld.keys(), PeerRole.AGENT, "-1H", 1);
    Path keys = folder.resolve("keys");
    KeyFiles.folder(keys);
    try (var files = Files.list(TestWorld.keys())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, keys.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    new Authority(keys).revoke(Authority.serial(revoked));
    Path own = selfSigned();
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      Said said = world.own(Said.by(Refusals.class));
      assertThat(scan(world, "-ign_eof")).contains("alert certificate required");
      said.until("Empty client certificate chain");
      // Java's TLS has one alert for all that is wrong with a client's certificate.
      assertThat(shown(world, own)).contains("alert certificate unknown");
      assertThat(shown(world, expired)).contains("alert certificate unknown");
      assertThat(shown(world, revoked)).contains("alert certificate unknown");
      // The same way of asking, with nothing wrong: the gateway speaks, and ends what is silent.
      assertThat(shown(world, right))
          .contains("no answer for 1500 ms")
          .doesNotContain("SSL alert number");
      TestWorld.until("all are counted", () -> gateway.counts().handshakesFailed() == 5);
      assertThat(gateway.counts().sessions()).isZero();
    }
  }

  /** What OpenSSL says that shows this certificate and waits for the end. */
  private static String shown(TestWorld world, Path file) throws Exception {
    return scan(world, "-ign_eof", "-cert", file.toString(), "-key", file.toString());
  }

  /** A certificate of no authority that claims the role, with its key. */
  private Path selfSigned() throws Exception {
    Path key = folder.resolve("own.pem");
    Programs.run(
        folder,
        List.of(
            Programs.path("openssl").toString(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=agent",
            "-addext",
            "subjectAltName=URI:urn:spillway:role:agent",
            "-keyout",
            key.toString(),
            "-out",
            key + ".crt"));
    Files.writeString(key, Files.readString(Path.of(key + ".crt")), StandardOpenOption.APPEND);
    return key;
  }

  private Endpoint proxy(TestWorld world) throws IOException {
    Endpoint at = TestWorld.freePort();
    Path config = folder.resolve("tinyproxy.conf");
    Files.writeString(
        config,
        "Port %d\nListen 127.0.0.1\nTimeout 600\nMaxClients 20\nBasicAuth home secret\nConnectPort %d\n"
            .formatted(at.port(), world.agentsPort.port()));
    Process process = Programs.start(folder, "tinyproxy", List.of("-d", "-c", config.toString()));
    world.own(() -> Programs.stop(process));
    TestWorld.until("the proxy listens", () -> Programs.listens(at));
    return at;
  }

  private static Agent through(TestWorld world, HttpProxy proxy, Endpoint service)
      throws IOException {
    Agent agent =
        Agent.start(
            new AgentConfig(
                Keys.load(TestWorld.keys(), PeerRole.AGENT),
                List.of(
                    new AgentConfig.Target(
                        "shop", "cloud", world.agentsPort, Map.of("db", service))),
                null,
                TestWorld.QUICK,
                proxy,
                null));
    world.own(agent::close);
    return agent;
  }

  @Test
  void theLinkGoesThroughTinyproxyWithALogin() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      Endpoint at = proxy(world);
      Agent agent = through(world, new HttpProxy(at, "home:secret"), target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket socket = world.connect();
      socket.getOutputStream().write(9);
      assertThat(socket.getInputStream().read()).isEqualTo(9);
      Agent wrong = through(world, new HttpProxy(at, "home:wrong"), target.at());
      TestWorld.until("a wrong login fails", () -> wrong.counts().handshakesFailed() > 0);
      assertThat(TestWorld.isConnected(wrong)).isFalse();
    }
  }
}
