package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets in, and what those can do who do not. */
@Timeout(60)
class TrustTest {
  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  /** Dials the agents' port with any TLS engine and waits for the gateway's first byte. */
  private static void dial(TestWorld world, SSLEngine engine) throws IOException {
    try (SocketChannel socket =
        SocketChannel.open(
            new InetSocketAddress(world.agentsPort.host(), world.agentsPort.port()))) {
      engine.setUseClientMode(true);
      TlsChannel tls = new TlsChannel(socket, engine);
      tls.handshake();
      // TLS 1.3: the client is done before the server has judged its certificate.
      if (tls.read(java.nio.ByteBuffer.allocate(32 * 1024)) < 0) {
        throw new IOException("closed");
      }
    }
  }

  private static SSLEngine agentWithProtocol(String protocol) throws IOException {
    SSLEngine engine = Keys.load(TestWorld.keys(), PeerRole.AGENT).engine();
    SSLContext context = Keys.load(TestWorld.keys(), PeerRole.AGENT).context();
    if (protocol.equals("TLSv1.2")) {
      engine = context.createSSLEngine();
      engine.setEnabledProtocols(new String[] {protocol});
    }
    return engine;
  }

  /** Takes two files of keys from one folder as if they were another role's. */
  private static Path disguised(Path keys, PeerRole from, PeerRole as) throws IOException {
    Path dir = Files.createTempDirectory("spillway-link-test");
    Path own = dir.resolve(as.word() + ".pem");
    Files.copy(
        keys.resolve(from.word() + ".pem"), own, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(keys.resolve("ca.pem"), dir.resolve("ca.pem"));
    return dir;
  }

  private static void neverConnects(TestWorld world, Gateway gateway, Agent agent) {
    TestWorld.until(
        "both have counted",
        () -> gateway.counts().handshakesFailed() >= 1 && agent.counts().handshakesFailed() >= 1);
    assertThat(TestWorld.isConnected(agent)).isFalse();
    assertThat(gateway.counts().sessions()).isZero();
    assertThat(world.agentsPort).isNotNull();
  }

  @Test
  void anAgentOfAnotherSiteIsRefusedAlthoughItsKeysAreGood() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.only = "shop/elsewhere";
      Gateway gateway = world.gateway();
      neverConnects(world, gateway, world.agent(world.servicePort));
    }
  }

  @Test
  void anotherAuthoritysAgentIsRefused() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Path others = TestWorld.makeKeys("-1H");
      neverConnects(world, gateway, world.agent(world.agentsPort, Map.of(), others));
    }
  }

  @Test
  void aGatewaysKeysAreNoAgent() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Path wrong = disguised(TestWorld.keys(), PeerRole.GATEWAY, PeerRole.AGENT);
      neverConnects(world, gateway, world.agent(world.agentsPort, Map.of(), wrong));
    }
  }

  @Test
  void anAgentsKeysAreNoGateway() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Path wrong = disguised(TestWorld.keys(), PeerRole.AGENT, PeerRole.GATEWAY);
      Gateway gateway = world.startGateway("tcp", wrong);
      world.own(gateway::close);
      neverConnects(world, gateway, world.agent(world.agentsPort, Map.of(), TestWorld.keys()));
    }
  }

  @Test
  void keysThatHaveExpiredAreRefused() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Path expired = TestWorld.makeKeys("-2d"); // for a day
      Gateway gateway = world.startGateway("tcp", expired);
      world.own(gateway::close);
      neverConnects(world, gateway, world.agent(world.agentsPort, Map.of(), expired));
    }
  }

  @Test
  void withoutACertificateNobodyGetsIn() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Identity agent = Keys.load(TestWorld.keys(), PeerRole.AGENT);
      SSLContext nobody = SSLContext.getInstance("TLSv1.3");
      nobody.init(null, new javax.net.ssl.TrustManager[] {new TrustAll()}, null);
      assertThatThrownBy(() -> dial(world, nobody.createSSLEngine()))
          .isInstanceOf(IOException.class);
      TestWorld.until("it is counted", () -> gateway.counts().handshakesFailed() == 1);
      assertThat(agent.role()).isEqualTo(PeerRole.AGENT);
    }
  }

  private static final class TrustAll extends javax.net.ssl.X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String t, SSLEngine e) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String t, SSLEngine e) {}

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String t, Socket s) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String t, Socket s) {}

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String t) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String t) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }

  @Test
  void tls12IsRefusedEvenWithTheRightKeys() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      assertThatThrownBy(() -> dial(world, agentWithProtocol("TLSv1.2")))
          .isInstanceOf(IOException.class);
      TestWorld.until("it is counted", () -> gateway.counts().handshakesFailed() == 1);
    }
  }

  @Test
  void garbageAndSilentStrangersDoNotKeepTheAgentOut() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      List<Socket> strangers = new ArrayList<>();
      for (int each = 0; each < 60; each++) {
        Socket socket = new Socket(world.agentsPort.host(), world.agentsPort.port());
        world.own(socket::close);
        strangers.add(socket);
        if (each % 3 == 0) {
          socket
              .getOutputStream()
              .write(
                  "SSH-2.0-OpenSSH_9.2\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
      }
      Agent agent = world.agent(target.at());
      TestWorld.until("the agent gets in", () -> TestWorld.isConnected(agent));
      TestWorld.until("all strangers are gone", () -> gateway.counts().handshakesFailed() >= 60);
      assertThat(strangers).hasSize(60);
    }
  }
}
