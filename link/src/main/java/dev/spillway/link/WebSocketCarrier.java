package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the link as binary messages of a WebSocket (RFC 6455), whose opening handshake is
 * done. Where messages begin and end means nothing. For one thread.
 */
final class WebSocketCarrier implements Carrier, WebSocketReader.Sink {
  private static final int MOST_FRAME = 64 * 1024;
  private static final int NORMAL = 1000;

  private final Carrier below;
  private final boolean client;
  private final WebSocketReader reader;

  /** What arrived and was not taken apart, in the state for reading. */
  private final ByteBuffer raw = ByteBuffer.allocateDirect(MOST_FRAME);

  /** A frame that is being sent, in the state for reading. */
  private final ByteBuffer leaving =
      ByteBuffer.allocateDirect(MOST_FRAME + WebSocketFrames.MOST_HEADER).limit(0);

  /** The last ping's answer; one is enough (RFC 6455 section 5.5.3), so pings cannot pile up. */
  private @Nullable ByteBuffer pong;

  private int closeCode;
  private boolean closeSaid;
  private String ended = "";
  private boolean closedByOther;

  /**
   * @param client whether this end asked for the WebSocket
   * @param early bytes after the handshake that were read with it
   */
  WebSocketCarrier(Carrier below, boolean client, ByteBuffer early) {
    this.below = below;
    this.client = client;
    reader = new WebSocketReader(!client, this);
    raw.put(early).flip();
  }

  @Override
  public SocketChannel socket() {
    return below.socket();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    while (true) {
      takeApart(into);
      if (into.position() > before) {
        return into.position() - before;
      }
      if (closedByOther) {
        if (ended.isEmpty()) {
          return -1;
        }
        throw new IOException(ended);
      }
      int got;
      raw.compact();
      try {
        got = below.read(raw);
      } finally {
        raw.flip();
      }
      if (got <= 0) {
        return got;
      }
    }
  }

  private void takeApart(ByteBuffer into) throws IOException {
    try {
      reader.accept(raw, into);
    } catch (WebSocketException e) {
      closeCode = e.code;
      flush();
      throw e;
    }
    if (pong != null || closeCode != 0) {
      flush();
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    pong = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
  }

  @Override
  public void close(int code, String reason) {
    closedByOther = true;
    closeCode = NORMAL;
    if (code != NORMAL) {
      ended =
          "the WebSocket was closed with code " + code + (reason.isEmpty() ? "" : ": ") + reason;
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int before = from.position();
    while (from.hasRemaining() && flush()) {
      if (closeSaid) {
        throw new IOException(ended.isEmpty() ? "the WebSocket was closed" : ended);
      }
      frame(WebSocketFrames.BINARY, from, Math.min(from.remaining(), MOST_FRAME));
    }
    return from.position() - before;
  }

  @Override
  public boolean flush() throws IOException {
    while (true) {
      if (leaving.hasRemaining()) {
        below.write(leaving);
      }
      if (leaving.hasRemaining()) {
        return false;
      }
      ByteBuffer answer = pong;
      if (answer != null && !closeSaid) {
        pong = null;
        frame(WebSocketFrames.PONG, answer, answer.remaining());
      } else if (closeCode != 0 && !closeSaid) {
        closeSaid = true;
        ByteBuffer code = ByteBuffer.allocate(2).putShort((short) closeCode).flip();
        frame(WebSocketFrames.CLOSE, code, 2);
      } else {
        return below.flush();
      }
    }
  }

  /** Makes the frame that leaves next; the last one has left. */
  private void frame(int opcode, ByteBuffer payload, int length) throws IOException {
    int mask = client ? ThreadLocalRandom.current().nextInt() : 0;
    WebSocketFrames.put(leaving.clear(), opcode, payload, length, client, mask);
    below.write(leaving.flip());
  }

  @Override
  public void sayEnd() throws IOException {
    if (closeCode == 0) {
      closeCode = NORMAL;
    }
    if (flush()) {
      below.sayEnd();
    }
  }
}
