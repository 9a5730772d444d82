package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection as it is. */
final class PlainCarrier implements Carrier {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel socket;
  private ByteBuffer early;

  PlainCarrier(SocketChannel socket) {
    this(socket, NOTHING);
  }

  /**
   * @param early bytes that were read from it already
   */
  PlainCarrier(SocketChannel socket, ByteBuffer early) {
    this.socket = socket;
    this.early = early;
  }

  @Override
  public SocketChannel socket() {
    return socket;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int length = Math.min(early.remaining(), into.remaining());
    if (length == 0) {
      early = NOTHING;
      return socket.read(into);
    }
    into.put(early.slice(early.position(), length));
    early.position(early.position() + length);
    return length;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return socket.write(from);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void sayEnd() {}
}
