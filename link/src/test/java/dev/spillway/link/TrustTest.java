package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
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

  private static void neverConnects(Gateway gateway, Agent agent) {
    TestWorld.until(
        "both have counted",
        () -> gateway.counts().handshakesFailed() >= 1 && agent.counts().handshakesFailed() >= 1);
    assertThat(TestWorld.isConnected(agent)).isFalse();
    assertThat(gateway.counts().sessions()).isZero();
  }

  @Test
  void anAgentOfAnotherSiteIsRefusedAlthoughItsKeysAreGood() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.only = "shop/elsewhere";
      Gateway gateway = world.gateway();
      Said said = world.own(Said.by(Redial.class));
      neverConnects(gateway, world.agent(world.servicePort));
      said.until("refused: this gateway is for shop/elsewhere, not for shop/cloud");
    }
  }

  @Test
  void tls12IsRefusedEvenWithTheRightKeys() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      assertThatThrownBy(() -> dial(world, agentWithProtocol("TLSv1.2")))
          .hasMessageContaining("Received fatal alert: protocol_version");
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
