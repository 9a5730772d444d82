package dev.spillway.link;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP/1.1 message (RFC 9112 sections 2 to 5).
 *
 * @param start the first line
 * @param fields by name in lower case; values of one name joined by a comma
 */
record HttpHead(String start, Map<String, String> fields) {
  /** Web front ends add cookies and addresses; more than this is none of ours. */
  static final int MOST = 16 * 1024;

  private static final int END = 0x0d0a0d0a;
  private static final int END_LENGTH = 4;

  HttpHead {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads one over a carrier that blocks.
   *
   * @param got what was read already, in the state for reading; afterwards what follows the head
   */
  static HttpHead read(Carrier carrier, ByteBuffer got) throws IOException {
    int seen = 0;
    while (true) {
      int length = end(got, Math.max(0, seen - END_LENGTH));
      if (length > MOST || length == 0 && got.remaining() >= MOST) {
        throw new ProtocolException("HTTP: a head of more than " + MOST + " bytes");
      }
      if (length > 0) {
        byte[] head = new byte[length];
        got.get(head);
        return parse(new String(head, StandardCharsets.ISO_8859_1));
      }
      seen = got.remaining();
      got.compact();
      int more = carrier.read(got);
      got.flip();
      if (more < 0) {
        throw new ProtocolException("HTTP: the connection ended in the head");
      }
    }
  }

  /** Length of the head, 0 when its end is not there yet; what was seen is not looked at again. */
  private static int end(ByteBuffer got, int from) {
    for (int at = got.position() + from; at <= got.limit() - END_LENGTH; at++) {
      if (got.getInt(at) == END) {
        return at + END_LENGTH - got.position();
      }
    }
    return 0;
  }

  /**
   * @param text with its empty line
   */
  static HttpHead parse(String text) throws ProtocolException {
    String[] lines = text.substring(0, text.length() - END_LENGTH).split("\r\n", -1);
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
        throw new ProtocolException(
            "HTTP: line " + (i + 1) + " of the head has control characters");
      }
      if (i > 0) {
        field(lines[i], i + 1, fields);
      }
    }
    return new HttpHead(lines[0], fields);
  }

  private static void field(String line, int number, Map<String, String> fields)
      throws ProtocolException {
    int colon = line.indexOf(':');
    if (colon < 1 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new ProtocolException("HTTP: line " + number + " of the head is no 'name: value'");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    fields.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + "," + b);
  }

  /** The value; empty when there is none. */
  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Whether a list of tokens has this one, in whatever case. */
  boolean has(String name, String token) {
    return Arrays.stream(field(name).split(",")).anyMatch(t -> t.strip().equalsIgnoreCase(token));
  }
}
