package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Bytes that wait until the near end takes them. Small pieces share a chunk, so what is held is
 * never much more than what was received. For one thread.
 */
final class Backlog {
  private static final int CHUNK = 16 * 1024;

  /** Chunks in the state for reading, except that the last may still be filled behind its limit. */
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  void add(ByteBuffer bytes) {
    ByteBuffer last = chunks.peekLast();
    if (last == null || last.capacity() - last.limit() < bytes.remaining()) {
      last =
          ByteBuffer.allocate(Math.max(chunks.isEmpty() ? 1024 : CHUNK, bytes.remaining()))
              .limit(0);
      chunks.add(last);
    }
    int end = last.limit();
    last.limit(end + bytes.remaining());
    last.put(end, bytes, bytes.position(), bytes.remaining());
    bytes.position(bytes.limit());
  }

  /** Hands over what the near end takes now; returns the number of bytes. */
  int writeTo(Near near) throws IOException {
    int written = 0;
    for (ByteBuffer first = chunks.peek(); first != null; first = chunks.peek()) {
      written += near.write(first);
      if (first.hasRemaining()) {
        return written;
      }
      chunks.poll();
    }
    return written;
  }

  void clear() {
    chunks.clear();
  }
}
