package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each end alone turns away whom it must not believe, and says why: the other end here believes
 * everybody, so nothing but this end's own judgement is tried.
 */
@Timeout(60)
class EachEndJudgesTest {
  @TempDir Path folder;

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  /** Keys that are wrong in one way, else as they should be. */
  private static Path stranger(String fault, PeerRole right, PeerRole other) throws Exception {
    return switch (fault) {
      case "none" -> StrangersKeys.issued(TestWorld.keys(), right, "-1H", 1);
      case "other-authority" -> TestWorld.makeKeys("-1H").resolve(right.word() + ".pem");
      case "other-role" -> StrangersKeys.issued(TestWorld.keys(), other, "-1H", 1);
      case "expired" -> StrangersKeys.issued(TestWorld.keys(), right, "-2d", 1);
      case "not-yet-valid" -> StrangersKeys.issued(TestWorld.keys(), right, "+1H", 1);
      case "revoked" -> StrangersKeys.issued(TestWorld.keys(), right, "-1H", 2);
      default -> throw new IllegalArgumentException(fault);
    };
  }

  /** The keys of the end that judges, which has revoked the stranger's when that is the fault. */
  private Path judge(String fault, Path stranger) throws IOException {
    Path keys = folder.resolve("keys");
    KeyFiles.folder(keys);
    try (var files = Files.list(TestWorld.keys())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, keys.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    if (fault.equals("revoked")) {
      new Authority(keys).revoke(Authority.serial(stranger));
    }
    return keys;
  }

  private static final String FAULTS =
      """
      other-authority, PKIX path
      other-role,      is not one of a spillway
      expired,         not now
      not-yet-valid,   not now
      revoked,         was revoked
      """;

  @ParameterizedTest
  @CsvSource(textBlock = FAULTS)
  void theGatewayTurnsAwayAnAgent(String fault, String why) throws Exception {
    Path file = stranger(fault, PeerRole.AGENT, PeerRole.GATEWAY);
    try (TestWorld world = new TestWorld()) {
      Said said = world.own(Said.by(Refusals.class));
      Gateway gateway = world.startGateway("tcp", judge(fault, file));
      world.own(gateway::close);
      dial(world.agentsPort, StrangersKeys.engine(file, true));
      said.until("handshake refused");
      assertThat(said.lines()).hasSize(1).allMatch(line -> line.contains(why));
      assertThat(gateway.counts().sessions()).isZero();
    }
  }

  @Test
  void theGatewayTurnsAwayWhoShowsNothing() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Said said = world.own(Said.by(Refusals.class));
      world.gateway();
      dial(world.agentsPort, StrangersKeys.engine(null, true));
      said.until("Empty client certificate chain");
    }
  }

  @Test
  void theGatewayTakesInTheSameStrangerWhoHasNoFault() throws Exception {
    Path file = stranger("none", PeerRole.AGENT, PeerRole.GATEWAY);
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      assertThat(dial(world.agentsPort, StrangersKeys.engine(file, true))).isPositive();
      TestWorld.until("its silence ends it", () -> gateway.counts().handshakesFailed() == 1);
    }
  }

  /** Returns the length of what the gateway says after the handshake; -1 when it ends. */
  private static int dial(Endpoint at, SSLEngine engine) throws IOException {
    try (SocketChannel socket = SocketChannel.open(new InetSocketAddress(at.host(), at.port()))) {
      TlsChannel tls = new TlsChannel(socket, engine);
      tls.handshake();
      try {
        // TLS 1.3: the client is done before the server has judged its certificate.
        return tls.read(ByteBuffer.allocate(32 * 1024));
      } catch (javax.net.ssl.SSLException e) {
        assertThat(e).hasMessageContaining("fatal alert");
        return -1;
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = FAULTS)
  void theAgentTurnsAwayAGateway(String fault, String why) throws Exception {
    Path file = stranger(fault, PeerRole.GATEWAY, PeerRole.AGENT);
    try (TestWorld world = new TestWorld()) {
      Said said = world.own(Said.by(Redial.class));
      try (ServerSocketChannel server = listen(world)) {
        Agent agent = world.agent(world.agentsPort, Map.of(), judge(fault, file));
        assertThat(accept(server, file)).contains("fatal alert");
        said.until("no session");
        assertThat(said.lines()).hasSize(1).allMatch(line -> line.contains(why));
        assertThat(agent.counts().sessions()).isZero();
      }
    }
  }

  @Test
  void theAgentBelievesTheSameGatewayWithoutFault() throws Exception {
    Path file = stranger("none", PeerRole.GATEWAY, PeerRole.AGENT);
    try (TestWorld world = new TestWorld();
        ServerSocketChannel server = listen(world)) {
      world.agent(world.agentsPort, Map.of(), TestWorld.keys());
      assertThat(accept(server, file)).contains(Hello.VERSION);
    }
  }

  private static ServerSocketChannel listen(TestWorld world) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    return server.bind(new InetSocketAddress(world.agentsPort.host(), world.agentsPort.port()));
  }

  /** Returns what the agent says first, or how it broke off. */
  private static String accept(ServerSocketChannel server, Path file) throws Exception {
    try (SocketChannel socket = server.accept()) {
      TlsChannel tls = new TlsChannel(socket, StrangersKeys.engine(file, false));
      ByteBuffer got = ByteBuffer.allocate(32 * 1024);
      tls.handshake();
      tls.read(got);
      return java.nio.charset.StandardCharsets.US_ASCII.decode(got.flip()).toString();
    } catch (javax.net.ssl.SSLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void clocksMayDifferByTheHourThatCertificatesBeginEarlier() throws Exception {
    Path folder = this.folder.resolve("issued");
    new Authority(TestWorld.keys())
        .issue(PeerRole.AGENT, "new", Scope.ALL, Duration.ofHours(23), folder);
    Instant begins =
        Pem.certificate(Files.readString(folder.resolve("agent.pem"))).getNotBefore().toInstant();
    assertThat(Duration.between(begins, Instant.now()).toMinutes()).isBetween(59L, 62L);
    // A clock that is an hour behind sees a certificate that begins now; two hours, an hour later.
    Path behind = StrangersKeys.issued(TestWorld.keys(), PeerRole.AGENT, "+0S", 1);
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      assertThat(dial(world.agentsPort, StrangersKeys.engine(behind, true))).isPositive();
    }
  }
}
