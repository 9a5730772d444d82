package dev.spillway.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Connections that have not shown a certificate yet. There are only so many; when one more comes,
 * the oldest of the network that has the most is closed. So slow ones cannot keep a real agent out,
 * who needs a moment only, and neither can many quick ones, who would be newer than the agent
 * within that moment, unless they come from as many networks. Safe for any thread.
 */
final class Strangers {
  /** What one customer of a provider has at least, so that many addresses of it count as one. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final int most;
  private final Map<SocketChannel, ByteBuffer> sockets = new LinkedHashMap<>();

  Strangers(int most) {
    this.most = most;
  }

  synchronized void add(SocketChannel socket, InetAddress from) {
    sockets.put(socket, network(from));
    if (sockets.size() > most) {
      ByteBuffer largest = largest();
      Iterator<Map.Entry<SocketChannel, ByteBuffer>> all = sockets.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<SocketChannel, ByteBuffer> each = all.next();
        if (each.getValue().equals(largest)) {
          all.remove();
          SocketNear.close(each.getKey(), true);
          return;
        }
      }
    }
  }

  /** The network with the most connections; of equals the one that had so many first. */
  private ByteBuffer largest() {
    Map<ByteBuffer, Integer> counts = new HashMap<>();
    ByteBuffer largest = ByteBuffer.allocate(0);
    int has = 0;
    for (ByteBuffer network : sockets.values()) {
      int count = counts.merge(network, 1, Integer::sum);
      if (count > has) {
        has = count;
        largest = network;
      }
    }
    return largest;
  }

  private static ByteBuffer network(InetAddress from) {
    byte[] address = from.getAddress();
    int length = from instanceof Inet6Address ? IPV6_NETWORK_BYTES : address.length;
    return ByteBuffer.wrap(address, 0, length);
  }

  synchronized void remove(SocketChannel socket) {
    sockets.remove(socket);
  }

  synchronized void closeAll() {
    sockets.keySet().forEach(socket -> SocketNear.close(socket, true));
    sockets.clear();
  }
}
