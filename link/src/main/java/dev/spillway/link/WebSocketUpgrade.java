package dev.spillway.link;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The opening handshake of a WebSocket (RFC 6455 section 4), over a carrier that blocks. */
final class WebSocketUpgrade {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Room for TLS of a front end to hand on a whole record. */
  private static final int BUFFER = HttpHead.MOST + 32 * 1024;

  /** A request that asked for no WebSocket, as health checks do; it got its answer. */
  static final class NotAsked extends ProtocolException {
    private static final long serialVersionUID = 1;

    NotAsked(String request) {
      super("HTTP: '" + request + "' asks for no WebSocket");
    }
  }

  private WebSocketUpgrade() {}

  /** A buffer for what is read with the head, empty, in the state for reading. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocate(BUFFER).limit(0);
  }

  /**
   * Asks for a WebSocket.
   *
   * @throws IOException says what came instead, and what to do
   */
  static Carrier ask(Carrier below, WebAddress at) throws IOException {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    say(
        below,
        "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n"
            .formatted(at.path(), at.host(), key));
    ByteBuffer early = buffer();
    judge(HttpHead.read(below, early), key, at);
    return new WebSocketCarrier(below, true, early);
  }

  private static void judge(HttpHead answer, String key, WebAddress at) throws ProtocolException {
    String status = answer.start();
    if (!status.matches("HTTP/1\\.1 101( .*)?")) {
      throw new ProtocolException(
          "no WebSocket at " + at + ": the answer is '" + status + "'" + advice(status, answer));
    }
    if (!answer.has("upgrade", "websocket") || !answer.has("connection", "upgrade")) {
      throw new ProtocolException("no WebSocket at " + at + ": it changed to another protocol");
    }
    if (!answer.field("sec-websocket-accept").equals(accept(key))) {
      throw new ProtocolException(
          "no WebSocket at "
              + at
              + ": the answer is not to what was asked; is a cache in between?");
    }
    if (!answer.field("sec-websocket-extensions").isEmpty()
        || !answer.field("sec-websocket-protocol").isEmpty()) {
      throw new ProtocolException(
          "no WebSocket at " + at + ": it has extensions that were not asked for");
    }
  }

  private static String advice(String status, HttpHead answer) {
    String code = status.replaceFirst("^HTTP/1\\.[01] (\\d{3}).*", "$1");
    return switch (code) {
      case "301", "302", "303", "307", "308" ->
          "; it sends on to '" + answer.field("location") + "': write that address";
      case "401", "403" -> "; the front end wants a login or does not let this address in";
      case "404" -> "; correct the path";
      case "502", "503", "504" -> "; the front end is there, the gateway behind it is not";
      default -> "; is a gateway behind it, and are WebSockets on?";
    };
  }

  /**
   * Answers a request for a WebSocket.
   *
   * @param got what has been read of it
   * @throws NotAsked when it was any other request, which has its answer
   */
  static Carrier answer(Carrier below, ByteBuffer got) throws IOException {
    HttpHead asked;
    try {
      asked = HttpHead.read(below, got);
    } catch (ProtocolException e) {
      refuse(below, "400 Bad Request", "", String.valueOf(e.getMessage()));
      throw e;
    }
    if (!asked.has("upgrade", "websocket")) {
      String text = "a link of spillway: ask for a WebSocket";
      refuse(
          below,
          "426 Upgrade Required",
          "Upgrade: websocket\r\nConnection: Upgrade, close\r\n",
          text);
      throw new NotAsked(asked.start());
    }
    String wrong = wrong(asked);
    if (!wrong.isEmpty()) {
      refuse(below, "400 Bad Request", "Sec-WebSocket-Version: 13\r\nConnection: close\r\n", wrong);
      throw new ProtocolException("WebSocket: refused, " + wrong);
    }
    say(
        below,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
            .formatted(accept(asked.field("sec-websocket-key"))));
    return new WebSocketCarrier(below, false, got);
  }

  /** What a request for a WebSocket lacks, RFC 6455 section 4.2.1; empty when it is right. */
  private static String wrong(HttpHead asked) {
    if (!asked.start().matches("GET /\\S* HTTP/1\\.1")) {
      return "the request is not 'GET /path HTTP/1.1'";
    }
    if (asked.field("host").isEmpty()) {
      return "there is no Host";
    }
    if (!asked.has("connection", "upgrade")) {
      return "Connection does not name Upgrade";
    }
    if (!asked.field("sec-websocket-version").equals("13")) {
      return "Sec-WebSocket-Version is not 13";
    }
    // 16 bytes in Base64
    if (!asked.field("sec-websocket-key").matches("[A-Za-z0-9+/]{22}==")) {
      return "Sec-WebSocket-Key is not 16 bytes in Base64";
    }
    if (!asked.field("content-length").isEmpty() || !asked.field("transfer-encoding").isEmpty()) {
      return "it has a body";
    }
    return "";
  }

  private static void refuse(Carrier below, String status, String fields, String text)
      throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    say(
        below,
        "HTTP/1.1 %s\r\n%sContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s\n"
            .formatted(status, fields, body.length, text));
  }

  private static void say(Carrier below, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      below.write(bytes);
    }
    below.flush();
  }

  /** Shows that the question was read, RFC 6455 section 4.2.2; no secret depends on it. */
  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      String text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      return Base64.getEncoder()
          .encodeToString(sha1.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
