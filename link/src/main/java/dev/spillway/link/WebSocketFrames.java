package dev.spillway.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of WebSocket frames, RFC 6455 section 5. */
final class WebSocketFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** Of any frame, with a mask. */
  static final int MOST_HEADER = 14;

  /** Of the payload of a frame that is no data, section 5.5. */
  static final int MOST_CONTROL = 125;

  private WebSocketFrames() {}

  /**
   * Writes a whole frame.
   *
   * @param payload of which {@code length} bytes are taken
   * @param masked frames of a client are, those of a server are not (section 5.1)
   * @param mask any number that the other end's user cannot foresee
   */
  static void put(
      ByteBuffer out, int opcode, ByteBuffer payload, int length, boolean masked, int mask) {
    int bit = masked ? 0x80 : 0;
    out.put((byte) (0x80 | opcode));
    if (length <= MOST_CONTROL) {
      out.put((byte) (bit | length));
    } else if (length <= 0xffff) {
      out.put((byte) (bit | 126)).putShort((short) length);
    } else {
      out.put((byte) (bit | 127)).putLong(length);
    }
    if (masked) {
      out.putInt(mask);
    }
    move(payload, length, out, masked ? mask : 0);
  }

  /**
   * Moves bytes and masks or unmasks them, section 5.3.
   *
   * @param mask turned so that its first byte belongs to the first byte; 0 for none
   */
  static void move(ByteBuffer from, int length, ByteBuffer to, int mask) {
    if (mask == 0) {
      to.put(to.position(), from, from.position(), length);
    } else {
      xor(from.order(ByteOrder.BIG_ENDIAN), length, to.order(ByteOrder.BIG_ENDIAN), mask);
    }
    from.position(from.position() + length);
    to.position(to.position() + length);
  }

  private static void xor(ByteBuffer from, int length, ByteBuffer to, int mask) {
    long twice = (long) mask << 32 | mask & 0xffff_ffffL;
    int read = from.position();
    int write = to.position();
    int done = 0;
    for (; done <= length - 8; done += 8) {
      to.putLong(write + done, from.getLong(read + done) ^ twice);
    }
    for (; done < length; done++) {
      to.put(write + done, (byte) (from.get(read + done) ^ mask >>> 24 - 8 * (done & 3)));
    }
  }
}
