package dev.spillway.link;

import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections that have not shown a certificate yet. There are only so many; when one more comes,
 * the oldest is closed, so that slow ones cannot keep a real agent out, who needs a moment only.
 * Safe for any thread.
 */
final class Strangers {
  private final int most;
  private final Set<SocketChannel> sockets = new LinkedHashSet<>();

  Strangers(int most) {
    this.most = most;
  }

  synchronized void add(SocketChannel socket) {
    sockets.add(socket);
    if (sockets.size() > most) {
      Iterator<SocketChannel> oldest = sockets.iterator();
      SocketChannel first = oldest.next();
      oldest.remove();
      SocketNear.close(first, true);
    }
  }

  synchronized void remove(SocketChannel socket) {
    sockets.remove(socket);
  }

  synchronized void closeAll() {
    sockets.forEach(socket -> SocketNear.close(socket, true));
    sockets.clear();
  }
}
