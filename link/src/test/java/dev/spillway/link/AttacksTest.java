package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever attacks is ended, the log says why, nobody else is disturbed, what is held is bounded.
 */
@Timeout(60)
class AttacksTest {
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  /**
   * A gateway with an agent that works, while an agent with good keys says something bad; returns
   * why the gateway ended that one's session.
   */
  private static String endOfOneThatSays(ByteBuffer bad) throws IOException {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        RawEnd hostile = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
      Said said = world.own(Said.by(Agents.class));
      Socket open = world.connect();
      echoes(open);
      hostile.greet("other", "site", "db");
      hostile.say(bad);
      said.until("session -> no session, ");
      echoes(open);
      String line = said.lines().getLast();
      return line.substring(line.indexOf("no session, ") + 12);
    }
  }

  private static void echoes(Socket socket) throws IOException {
    socket.getOutputStream().write(3);
    assertThat(socket.getInputStream().read()).isEqualTo(3);
  }

  @Test
  void oversizedFrame() throws Exception {
    ByteBuffer frame = ByteBuffer.allocate(64);
    Frames.header(frame, 0, FrameType.PING, 0, 0xff_ffff);
    assertThat(endOfOneThatSays(frame)).isEqualTo("frame of type PING with 16777215 bytes");
  }

  @Test
  void garbageInsideTheSession() throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(5).nextBytes(bytes);
    bytes[0] = 77;
    assertThat(endOfOneThatSays(ByteBuffer.wrap(bytes))).startsWith("frame of type 77 with ");
  }

  @Test
  void bytesForAStreamThatWasNeverOpened() throws Exception {
    ByteBuffer frame = ByteBuffer.allocate(16);
    Frames.header(frame, 0, FrameType.DATA, 4711, 8);
    assertThat(endOfOneThatSays(frame)).isEqualTo("a frame for stream 4711 that was never opened");
  }

  @Test
  void anAgentThatOpensStreamsItself() throws Exception {
    assertThat(endOfOneThatSays(Frames.open(1, 1000, "db", "me")))
        .isEqualTo("a frame OPEN from an agent");
  }

  @Test
  void slowLorisAndHalfOpenHandshakes() throws Exception {
    LinkTimings hasty =
        new LinkTimings(
            Duration.ofMillis(100),
            Duration.ofMillis(1500),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));
    Endpoint port = TestWorld.freePort();
    try (Gateway gateway =
            Gateway.start(
                new GatewayConfig(
                    port,
                    Keys.load(TestWorld.keys(), PeerRole.GATEWAY),
                    Map.of(),
                    hasty,
                    10,
                    10,
                    ""));
        Socket slow = new Socket(port.host(), port.port());
        Socket half = new Socket(port.host(), port.port())) {
      slow.setSoTimeout(10_000);
      half.setSoTimeout(10_000);
      // A record of a handshake that says it has 512 bytes.
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      slow.getOutputStream().write(22);
      long start = System.nanoTime();
      assertThatThrownBy(() -> slow.getInputStream().read()).hasMessage("Connection reset");
      assertThatThrownBy(() -> half.getInputStream().read()).hasMessage("Connection reset");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      TestWorld.until("both are counted", () -> gateway.counts().handshakesFailed() == 2);
      assertThat(gateway.counts().connections()).isEqualTo(2);
    }
  }

  /** Each byte comes in good time, and all of them never. */
  @Test
  void slowLorisThatDripsItsHandshake() throws Exception {
    try (TestWorld world = new TestWorld();
        Socket slow = drippedAt(world, new byte[] {22, 3, 1, 2, 0, 1})) {
      assertThatThrownBy(() -> drip(slow)).isInstanceOf(IOException.class);
    }
  }

  private static Socket drippedAt(TestWorld world, byte[] first) throws IOException {
    world.gateway();
    Socket slow = new Socket(world.agentsPort.host(), world.agentsPort.port());
    slow.setSoTimeout(100);
    slow.getOutputStream().write(first);
    return slow;
  }

  /** A byte each tenth of a second, until the other end has had enough: after its 3 s. */
  private static void drip(Socket slow) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < 20_000_000_000L) {
      slow.getOutputStream().write(0);
      try {
        if (slow.getInputStream().read() < 0) {
          throw new IOException("ended");
        }
      } catch (java.net.SocketTimeoutException e) {
        continue; // still there
      }
    }
  }

  @Test
  void slowLorisThatDripsTheHeaderOfItsGreeting() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Said said = world.own(Said.by(Agents.class));
      try (RawEnd slow = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
        ByteBuffer greeting =
            Frames.text(FrameType.HELLO, new Hello("shop", "cloud", List.of("db")).text());
        long start = System.nanoTime();
        TestWorld.until(
            "it is ended",
            () -> {
              // Seven of the header's eight bytes, more often than silence would be noticed.
              long due = (System.nanoTime() - start) / 400_000_000;
              if (greeting.position() < Math.min(due, Frames.HEADER - 1)) {
                say(slow, greeting.slice(greeting.position(), 1));
                greeting.position(greeting.position() + 1);
              }
              return gateway.counts().handshakesFailed() == 1;
            });
      }
      said.until("no greeting within 3000 ms");
    }
  }

  private static void say(RawEnd end, ByteBuffer bytes) {
    try {
      end.say(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAgentWithGoodKeysThatNeverGreets() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      try (RawEnd silent = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
        assertThat(silent.readToTheEnd()).contains("no answer for 1500 ms");
      }
      TestWorld.until("it is counted", () -> gateway.counts().handshakesFailed() == 1);
    }
  }

  /** An agent at home whose gateway has good keys and bad intentions. */
  private static Agent misled(TestWorld world, ServerSocketChannel server, Endpoint service)
      throws IOException {
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    var limits = Map.of("db", new Service.Limits(50, 1e6, 1e9));
    Agent agent =
        Agent.start(
            new AgentConfig(
                Keys.load(TestWorld.keys(), PeerRole.AGENT),
                List.of(
                    new AgentConfig.Target(
                        "shop",
                        "cloud",
                        new Endpoint("127.0.0.1", port),
                        Map.of("db", service),
                        limits)),
                null,
                TestWorld.QUICK));
    world.own(agent::close);
    return agent;
  }

  private static ServerSocketChannel listen(TestWorld world) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0));
    world.own(server::close);
    return server;
  }

  @Test
  void aGatewayAsksForAServiceThatIsNotAllowed() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      ServerSocketChannel server = listen(world);
      Agent agent = misled(world, server, target.at());
      try (RawEnd gateway = RawEnd.gateway(server, TestWorld.keys())) {
        gateway.say(Frames.open(1, 1000, "payroll", "10.0.0.1:1"));
        gateway.say(Frames.open(2, 1000, target.at().toString(), "10.0.0.1:1"));
        TestWorld.until("both are refused", () -> agent.counts().refused(Reason.NOT_ALLOWED) == 2);
        assertThat(target.accepted).isEmpty();
      }
    }
  }

  @Test
  void aGatewayOpensAHundredThousandStreams() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      ServerSocketChannel server = listen(world);
      Agent agent = misled(world, server, target.at());
      try (RawEnd gateway = RawEnd.gateway(server, TestWorld.keys())) {
        Thread.startVirtualThread(gateway::readToTheEnd);
        for (int id = 1; id <= 100_000; id++) {
          gateway.say(Frames.open(id, 1000, "db", "10.0.0.1:1"));
        }
        TestWorld.until(
            "all but fifty are refused", () -> agent.counts().refused(Reason.LIMIT) == 99_950);
        assertThat(agent.status().values().iterator().next().streams()).isEqualTo(50);
        assertThat(target.accepted).hasSizeLessThanOrEqualTo(50);
      }
      TestWorld.until("all is freed", () -> openAt(target) == 0);
    }
  }

  private static long openAt(TestTarget target) {
    return target.accepted.stream()
        .filter(socket -> {
          try {
            socket.setSoTimeout(1);
            return !socket.isClosed() && socket.getInputStream().read() >= 0;
          } catch (java.net.SocketTimeoutException e) {
            return true;
          } catch (IOException e) {
            return false;
          }
        })
        .count();
  }

  @Test
  void aGatewayThatGivesCreditWithoutEnd() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      ServerSocketChannel server = listen(world);
      Said said = world.own(Said.by(Redial.class));
      misled(world, server, target.at());
      try (RawEnd gateway = RawEnd.gateway(server, TestWorld.keys())) {
        gateway.say(Frames.open(1, Integer.MAX_VALUE, "db", "10.0.0.1:1"));
        said.until("no session, stream 1 with credit 2147483647 after 0");
      }
      // The agent dials again: it is well, until it is given too much in small pieces.
      try (RawEnd again = RawEnd.gateway(server, TestWorld.keys())) {
        again.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
        again.data(1, "still here".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        again.readUntil("still here");
        for (int i = 0; i < 3; i++) {
          again.say(Frames.number(FrameType.WINDOW, 1, 8 << 20));
        }
        said.until("no session, credit of 8388608 bytes on top of ");
      }
    }
  }

  @Test
  void anAgentThatClaimsAnothersName() throws Exception {
    var authority = new Authority(TestWorld.keys());
    var stranger = TestWorld.keys().resolveSibling("stranger");
    authority.issue(PeerRole.AGENT, "stranger", Scope.ALL, Duration.ofDays(1), stranger);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        RawEnd hostile = RawEnd.agent(world.agentsPort, stranger)) {
      Socket open = world.connect();
      echoes(open);
      // The name is the certificate's: a greeting for the same app and site takes nothing over.
      Said said = world.own(Said.by(Agents.class));
      hostile.greet("shop", "cloud", "nothing");
      said.until("agent CN=stranger");
      echoes(open);
      Socket fresh = world.connect();
      echoes(fresh);
    }
  }
}
