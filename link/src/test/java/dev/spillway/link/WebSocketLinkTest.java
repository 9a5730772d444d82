package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The link over WebSocket, and what a gateway and an agent answer to those who do it wrong. */
@Timeout(60)
class WebSocketLinkTest {
  private static final String ASK =
      "GET /link HTTP/1.1|Host: a|Upgrade: websocket|Connection: keep-alive, Upgrade"
          + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13||";

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static WebAddress plain(Endpoint at) {
    return WebAddress.parse("ws://" + at + "/link?x=1");
  }

  @Test
  void streamsGoBothWaysUnchangedBesideAPlainSession() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      Agent agent = world.agent(plain(world.agentsPort), null, null, target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      byte[] all = new byte[3_000_000];
      new Random(1).nextBytes(all);
      assertThat(echoed(world.connect(), all)).isEqualTo(all);
    }
  }

  static byte[] echoed(Socket socket, byte[] all) throws Exception {
    Thread writer =
        Thread.startVirtualThread(() -> {
          try {
            socket.getOutputStream().write(all);
            socket.shutdownOutput();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    byte[] got = socket.getInputStream().readAllBytes();
    writer.join();
    return got;
  }

  @Test
  void whenTheConnectionBreaksTheAgentComesBackAndWhenTheGatewayStopsItIsTold() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(plain(relay.at()), null, null, target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      relay.cut();
      TestWorld.until("a second one stands", () -> gateway.counts().sessions() == 2);
      relay.freeze();
      TestWorld.until("silence is noticed", () -> gateway.counts().sessionsLost() == 2);
      relay.thaw();
      relay.cut();
      TestWorld.until("a third one stands", () -> gateway.counts().sessions() == 3);
    }
  }

  /** What a gateway answers to these bytes, and what follows until the end. */
  private static String answerTo(Endpoint port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(port.host(), port.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes);
      return untilEnd(socket.getInputStream());
    }
  }

  private static String untilEnd(InputStream in) {
    StringBuilder all = new StringBuilder();
    try {
      for (int each = in.read(); each >= 0; each = in.read()) {
        all.append((char) each);
      }
    } catch (IOException e) {
      all.append(" [").append(e.getMessage()).append(']');
    }
    return all.toString();
  }

  private static byte[] bytes(String lines) {
    return lines.replace("|", "\r\n").replace('~', '\u0001').getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theStandardsQuestionGetsTheStandardsAnswer() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      byte[] close = HexFormat.of().parseHex("888237fa213d3412");
      ByteBuffer all = ByteBuffer.allocate(1000).put(bytes(ASK)).put(close);
      String said =
          answerTo(world.agentsPort, java.util.Arrays.copyOf(all.array(), all.position()));
      assertThat(said)
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .endsWith("\r\n\r\n\u0088\u0002\u0003\u00e8");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Upgrade: websocket        ; Upgrade: h2c              ; 426 ; ask for a WebSocket",
        "Upgrade: websocket        ; X: y                      ; 426 ; ask for a WebSocket",
        "Connection: keep-alive, Upgrade ; Connection: close   ; 400 ; Connection does not name",
        "Version: 13               ; Version: 8                ; 400 ; Version is not 13",
        "GET /link                 ; POST /link                ; 400 ; the request is not",
        "HTTP/1.1                  ; HTTP/1.0                  ; 400 ; the request is not",
        "Host: a                   ; X: y                      ; 400 ; there is no Host",
        "dGhlIHNhbXBsZSBub25jZQ==  ; short                     ; 400 ; Key is not 16 bytes",
        "Host: a                   ; Host: a|Content-Length: 3 ; 400 ; it has a body",
        "Host: a                   ; Host a                    ; 400 ; line 2 of the head is no",
        "Host: a                   ; Host: a~b                 ; 400 ; line 2 of the head has",
      })
  void aWrongQuestionIsToldWhatIsWrong(String right, String wrong, int status, String words)
      throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      String said = answerTo(world.agentsPort, bytes(ASK.replace(right, wrong)));
      assertThat(said).startsWith("HTTP/1.1 " + status + " ").contains(words);
      assertThat(gateway.counts().handshakesFailed()).isEqualTo(status == 426 ? 0 : 1);
    }
  }

  @Test
  void anEndlessHeadAndOtherBytesAreEnded() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      String endless =
          "GET / HTTP/1.1|" + "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy|".repeat(600);
      answerTo(world.agentsPort, bytes(endless));
      answerTo(world.agentsPort, new byte[] {1, 2, 3});
      TestWorld.until("both are counted", () -> gateway.counts().handshakesFailed() == 2);
      assertThat(gateway.counts().sessions()).isZero();
    }
  }

  @Test
  void aSlowLorisInTheHeadIsEndedInTime() throws Exception {
    LinkTimings hasty =
        new LinkTimings(
            Duration.ofMillis(100),
            Duration.ofMillis(1500),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));
    Endpoint port = TestWorld.freePort();
    Identity identity = Keys.load(TestWorld.keys(), PeerRole.GATEWAY);
    var config = new GatewayConfig(port, identity, Map.of(), hasty, 10, 10, "");
    try (Gateway gateway = Gateway.start(config);
        Socket head = new Socket(port.host(), port.port());
        Socket frame = new Socket(port.host(), port.port())) {
      head.setSoTimeout(10_000);
      frame.setSoTimeout(10_000);
      head.getOutputStream().write(bytes("GET / HT"));
      frame.getOutputStream().write(bytes(ASK));
      frame.getOutputStream().write(0x82);
      untilEnd(head.getInputStream());
      untilEnd(frame.getInputStream());
      TestWorld.until("both are counted", () -> gateway.counts().handshakesFailed() == 2);
    }
  }

  /** A session over WebSocket with good keys, then these bytes beside what TLS says. */
  private static String afterSession(byte[] bad) throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        SocketChannel socket =
            SocketChannel.open(
                new InetSocketAddress(world.agentsPort.host(), world.agentsPort.port()))) {
      Carrier carrier = WebSocketUpgrade.ask(new PlainCarrier(socket), plain(world.agentsPort));
      Identity identity = Keys.load(TestWorld.keys(), PeerRole.AGENT);
      TlsChannel tls = new TlsChannel(carrier, identity.engine());
      tls.handshake();
      Socket open = world.connect();
      open.getOutputStream().write(7);
      assertThat(open.getInputStream().read()).isEqualTo(7);
      ByteBuffer bytes = ByteBuffer.wrap(bad);
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
      socket.socket().setSoTimeout(10_000);
      String said = untilEnd(socket.socket().getInputStream());
      open.getOutputStream().write(8);
      assertThat(open.getInputStream().read()).isEqualTo(8);
      return said;
    }
  }

  @Test
  void framesThatAreWrongEndTheirSessionOnlyAndAreToldTheCode() throws Exception {
    // not masked: 1002; more than 1 MiB: 1009; text: 1003
    assertThat(afterSession(HexFormat.of().parseHex("820100")))
        .contains("\u0088\u0002\u0003\u00ea");
    assertThat(afterSession(HexFormat.of().parseHex("82ff0000000001000000")))
        .contains("\u0088\u0002\u0003\u00f1");
    assertThat(afterSession(HexFormat.of().parseHex("8180"))).contains("\u0088\u0002\u0003\u00eb");
  }

  @Test
  void aPingIsAnsweredAndAThousandAreNotGathered() throws Exception {
    byte[] pings = new byte[1000 * 7];
    for (int i = 0; i < pings.length; i += 7) {
      System.arraycopy(HexFormat.of().parseHex("8981000000002a"), 0, pings, i, 7);
    }
    ByteBuffer all = ByteBuffer.allocate(pings.length + 8);
    all.put(pings).put(HexFormat.of().parseHex("888200000000" + "03e8"));
    String said = afterSession(all.array());
    assertThat(said).contains("\u008a\u0001\u002a").contains("\u0088\u0002\u0003\u00e8");
    assertThat(said.split("\u008a\u0001\u002a", -1).length).isLessThan(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1 404 Not Found||                          ; correct the path",
        "HTTP/1.1 502 Bad Gateway||                        ; the gateway behind it is not",
        "HTTP/1.1 302 Found|Location: https://b/||         ; sends on to 'https://b/'",
        "HTTP/1.1 200 OK||                                 ; are WebSockets on",
        "HTTP/1.1 101 Ok|Upgrade: h2c|Connection: upgrade|| ; another protocol",
        "HTTP/1.1 101 Ok|Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: x|| ; cache",
        "SSH-2.0-OpenSSH||                                 ; are WebSockets on",
        "HTTP/1.1 101 Ok                                   ; ended in the head",
      })
  void anAgentSaysWhatItFoundInsteadOfAWebSocket(String answer, String words) throws Exception {
    TestTarget.Behaviour odd =
        socket -> {
          socket.getInputStream().read(new byte[2000]);
          socket.getOutputStream().write(bytes(answer));
          socket.close();
        };
    try (TestTarget front = new TestTarget(odd);
        SocketChannel socket =
            SocketChannel.open(new InetSocketAddress(front.at().host(), front.at().port()))) {
      assertThatThrownBy(() -> WebSocketUpgrade.ask(new PlainCarrier(socket), plain(front.at())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(words);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wss://front.example.com,          true,  front.example.com:443, /,      front.example.com",
    "ws://front.example.com/a?key=b,   false, front.example.com:80,  /a?key=b, front.example.com",
    "wss://[2001:db8::1]:8443/link,    true,  [2001:db8::1]:8443,    /link,  [2001:db8::1]:8443",
  })
  void addresses(String text, boolean secure, String at, String path, String host) {
    WebAddress address = WebAddress.parse(text);
    assertThat(address).isEqualTo(new WebAddress(secure, Endpoint.parse(at), path));
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.toString()).doesNotContain("key=");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a",
    "a:443",
    "wss://",
    "wss://u:p@a/",
    "wss://a/#b",
    "wss://a:99999/",
    "wss://a b"
  })
  void addressesThatAreNone(String text) {
    assertThatThrownBy(() -> WebAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
