package dev.spillway.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of frames: type (1 byte), length of the payload (3), stream (4), payload; numbers in
 * network order.
 */
@SuppressWarnings("EnumOrdinal") // the order of both enums is the code on the wire, as they say
final class Frames {
  static final int HEADER = 8;
  static final int MAX_PAYLOAD = 64 * 1024;

  /** Control and format characters, halves of pairs, and Unicode's ends of lines. */
  private static final String UNSEEN = "[\\p{C}\\p{Zl}\\p{Zp}]";

  private Frames() {}

  static void header(ByteBuffer out, int at, FrameType type, int stream, int length) {
    out.putInt(at, type.ordinal() << 24 | length);
    out.putInt(at + 4, stream);
  }

  static ByteBuffer empty(FrameType type, int stream) {
    return start(type, stream, 0).flip();
  }

  static ByteBuffer number(FrameType type, int stream, int number) {
    return start(type, stream, 4).putInt(number).flip();
  }

  static ByteBuffer number(FrameType type, long number) {
    return start(type, 0, 8).putLong(number).flip();
  }

  /**
   * @param client who wants the stream, for people and logs
   */
  static ByteBuffer open(int stream, int credit, String service, String client) {
    byte[] names = cut(service + "\n" + client, FrameType.OPEN.most() - 4);
    return start(FrameType.OPEN, stream, 4 + names.length).putInt(credit).put(names).flip();
  }

  static ByteBuffer reset(int stream, Reason reason, String text) {
    byte[] bytes = cut(text, FrameType.RESET.most() - 1);
    return start(FrameType.RESET, stream, 1 + bytes.length)
        .put((byte) reason.ordinal())
        .put(bytes)
        .flip();
  }

  /** A frame of the session with text, cut to what the type allows. */
  static ByteBuffer text(FrameType type, String text) {
    byte[] bytes = cut(text, type.most());
    return start(type, 0, bytes.length).put(bytes).flip();
  }

  /** A frame of the session. */
  static ByteBuffer bytes(FrameType type, ByteBuffer payload) {
    if (payload.remaining() > type.most()) {
      throw new IllegalArgumentException(
          payload.remaining() + " bytes are more than the " + type.most() + " of a " + type);
    }
    return start(type, 0, payload.remaining()).put(payload).flip();
  }

  /** The rest of a payload as text. */
  static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload).toString();
  }

  /** The rest of a payload as one line that is safe to log, whatever the other end wrote. */
  static String line(ByteBuffer payload) {
    return line(text(payload));
  }

  /** The text with a space for each character that is not shown or begins a new line. */
  static String line(String text) {
    return text.replaceAll(UNSEEN, " ");
  }

  /** The same with this separator kept. */
  static String line(ByteBuffer payload, char kept) {
    return text(payload).replaceAll("[" + UNSEEN + "&&[^" + kept + "]]", " ");
  }

  private static ByteBuffer start(FrameType type, int stream, int length) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
    header(frame, 0, type, stream, length);
    return frame.position(HEADER);
  }

  private static byte[] cut(String text, int most) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= most ? bytes : java.util.Arrays.copyOf(bytes, most);
  }
}
