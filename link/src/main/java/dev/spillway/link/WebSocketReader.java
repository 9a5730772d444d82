package dev.spillway.link;

import java.nio.ByteBuffer;

/**
 * Takes WebSocket frames apart (RFC 6455 section 5). The payload of data frames is handed on as it
 * comes, whatever frames and messages it was cut into, so nothing is gathered here and a long
 * message needs no memory. For one thread.
 */
final class WebSocketReader {
  /** Ours have 64 KiB; what is in between may join some. */
  static final long MOST_PAYLOAD = 1 << 20;

  /** Takes frames that carry no data; a payload is valid during the call only. */
  interface Sink {
    void ping(ByteBuffer payload);

    /**
     * @param code 1005 when it did not say why
     */
    void close(int code, String reason);
  }

  private static final int NO_CODE = 1005;

  private final boolean fromClient;
  private final Sink sink;
  private long left;
  private int mask;
  private boolean inMessage;
  private boolean closed;

  /**
   * @param fromClient its frames must be masked, those of a server must not
   */
  WebSocketReader(boolean fromClient, Sink sink) {
    this.fromClient = fromClient;
    this.sink = sink;
  }

  /**
   * Moves payload to {@code out} until that is full or {@code in} has no more; what stays in {@code
   * in} otherwise is less than a header and the payload of a control frame.
   */
  void accept(ByteBuffer in, ByteBuffer out) throws WebSocketException {
    while (!closed) {
      if (left > 0) {
        int length = (int) Math.min(left, Math.min(in.remaining(), out.remaining()));
        if (length == 0) {
          return;
        }
        WebSocketFrames.move(in, length, out, mask);
        mask = Integer.rotateLeft(mask, 8 * (length & 3));
        left -= length;
      } else if (!frame(in)) {
        return;
      }
    }
  }

  /** Returns false when the header, or the whole of a control frame, is not there yet. */
  private boolean frame(ByteBuffer in) throws WebSocketException {
    int at = in.position();
    if (in.remaining() < 2) {
      return false;
    }
    int first = in.get(at) & 0xff;
    int second = in.get(at + 1) & 0xff;
    int opcode = opcode(first);
    boolean masked = (second & 0x80) != 0;
    if (masked != fromClient) {
      throw wrong("a frame that is " + (masked ? "masked by a server" : "not masked by a client"));
    }
    boolean control = opcode >= WebSocketFrames.CLOSE;
    int form = second & 0x7f;
    if (control && (form > WebSocketFrames.MOST_CONTROL || (first & 0x80) == 0)) {
      throw wrong("a control frame that is long or in parts");
    }
    int header = 2 + (form == 126 ? 2 : form == 127 ? 8 : 0);
    if (in.remaining() < header) {
      return false;
    }
    long length = length(in, at, form);
    if (in.remaining() < header + (masked ? 4 : 0) + (control ? length : 0)) {
      return false;
    }
    left = length;
    mask = masked ? in.getInt(at + header) : 0;
    in.position(at + header + (masked ? 4 : 0));
    if (control) {
      control(opcode, in);
    } else {
      inMessage = (first & 0x80) == 0;
    }
    return true;
  }

  private int opcode(int first) throws WebSocketException {
    if ((first & 0x70) != 0) {
      throw wrong("a frame with bits of an extension that was not agreed on");
    }
    int opcode = first & 0x0f;
    switch (opcode) {
      case WebSocketFrames.CONTINUATION -> {
        if (!inMessage) {
          throw wrong("a continuation of nothing");
        }
      }
      case WebSocketFrames.BINARY -> {
        if (inMessage) {
          throw wrong("a message within a message");
        }
      }
      case WebSocketFrames.TEXT ->
          throw new WebSocketException(
              WebSocketException.UNSUPPORTED, "WebSocket: text; the link speaks binary");
      case WebSocketFrames.CLOSE, WebSocketFrames.PING, WebSocketFrames.PONG -> {}
      default -> throw wrong("a frame of the unknown kind " + opcode);
    }
    return opcode;
  }

  private static long length(ByteBuffer in, int at, int form) throws WebSocketException {
    long length =
        switch (form) {
          case 126 -> in.getShort(at + 2) & 0xffff;
          case 127 -> in.getLong(at + 2);
          default -> form;
        };
    if (length < 0 || length > MOST_PAYLOAD) {
      throw new WebSocketException(
          WebSocketException.TOO_BIG,
          "WebSocket: a frame of %s bytes, more than %d"
              .formatted(Long.toUnsignedString(length), MOST_PAYLOAD));
    }
    if (form == 126 && length < 126 || form == 127 && length <= 0xffff) {
      throw wrong("a length of " + length + " in a longer form than needed");
    }
    return length;
  }

  private void control(int opcode, ByteBuffer in) throws WebSocketException {
    ByteBuffer payload = ByteBuffer.allocate((int) left);
    WebSocketFrames.move(in, (int) left, payload, mask);
    left = 0;
    payload.flip();
    if (opcode == WebSocketFrames.PING) {
      sink.ping(payload);
    } else if (opcode == WebSocketFrames.CLOSE) {
      if (payload.remaining() == 1) {
        throw wrong("a close frame with half a code");
      }
      closed = true;
      int code = payload.hasRemaining() ? payload.getShort() & 0xffff : NO_CODE;
      sink.close(code, Frames.line(payload));
    }
  }

  private static WebSocketException wrong(String what) {
    return new WebSocketException(WebSocketException.PROTOCOL_ERROR, "WebSocket: " + what);
  }
}
