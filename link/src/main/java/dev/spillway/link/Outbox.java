package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What waits to be sent over a session: frames about streams and the session first, then the
 * streams in turns of one frame each, until the buffer is full, so that one write carries much. For
 * the session's thread only.
 */
final class Outbox {
  private static final int BUFFER = 256 * 1024;
  private static final int MOST_CONTROL_BYTES = 1024 * 1024;
  private static final int ROUNDS = 4;

  /** A frame of data is not begun with less room than this. */
  private static final int LEAST_FRAME = 4096;

  private final TlsChannel tls;
  private final ByteBuffer leaving = ByteBuffer.allocateDirect(BUFFER);
  private final ArrayDeque<ByteBuffer> controls = new ArrayDeque<>();
  private final ArrayDeque<Stream> turns = new ArrayDeque<>();
  private int controlBytes;

  Outbox(TlsChannel tls) {
    this.tls = tls;
  }

  /** Returns whether the other end takes so little that the session should end. */
  boolean control(ByteBuffer frame) {
    controls.add(frame);
    controlBytes += frame.remaining();
    return controlBytes > MOST_CONTROL_BYTES;
  }

  void queue(Stream stream) {
    turns.add(stream);
  }

  boolean isEmpty() {
    return turns.isEmpty() && controls.isEmpty() && leaving.position() == 0;
  }

  /** Whether something could be sent at once. */
  boolean canSend() {
    return !isEmpty() && !tls.hasEncrypted();
  }

  /**
   * Sends what the connection takes now, a bounded part.
   *
   * @return whether all that was encrypted has left
   */
  boolean send() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      collect();
      leaving.flip();
      tls.wrap(leaving);
      leaving.compact();
      boolean flushed = tls.flush();
      if (!flushed || isEmpty()) {
        return flushed;
      }
    }
    return true;
  }

  private void collect() {
    // A stream may add a control frame of its own, which then goes with the next round.
    for (ByteBuffer frame = controls.peek();
        frame != null && frame.remaining() <= leaving.remaining();
        frame = controls.peek()) {
      controlBytes -= frame.remaining();
      leaving.put(frame);
      controls.poll();
    }
    while (!turns.isEmpty() && leaving.remaining() > Frames.HEADER + LEAST_FRAME) {
      Stream stream = turns.remove();
      if (stream.send(leaving)) {
        turns.add(stream);
      }
    }
  }

  void clear() {
    turns.clear();
    controls.clear();
  }
}
