package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What the link's TLS travels on: a plain connection, a WebSocket, or a WebSocket inside somebody
 * else's TLS. It waits as its socket does: for ever while that blocks, else never. For one thread.
 */
interface Carrier {
  /** The connection under it all. */
  SocketChannel socket();

  /**
   * @param into with room for 32 KiB or more
   * @return bytes, 0 only when the socket has none now, -1 when there will be no more
   */
  int read(ByteBuffer into) throws IOException;

  /** Takes what there is room for and sends what the socket takes; returns what it took. */
  int write(ByteBuffer from) throws IOException;

  /** Sends what was taken; returns true when nothing of it is left. */
  boolean flush() throws IOException;

  /** Ends in form as far as that works without waiting; the socket stays open. */
  void sayEnd() throws IOException;
}
