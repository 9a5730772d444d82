package dev.spillway.demo.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that are kept alive between requests, per address. Safe for any thread.
 *
 * <p>A server may close an idle connection at the moment at which it is used again. Then, as a
 * browser does (RFC 9112 section 9.3.1), a GET that got no byte of an answer is sent once more over
 * a new connection; this is the only case in which anything is sent twice.
 */
final class Connections implements AutoCloseable {
  private static final int MAX_IDLE = 64;
  private static final long MAX_IDLE_NANOS = 4_000_000_000L;

  private final Map<InetSocketAddress, Deque<Connection>> idle = new ConcurrentHashMap<>();

  /**
   * @return the status of the answer
   */
  int exchange(InetSocketAddress to, byte[] request, boolean repeatable, long deadline)
      throws IOException {
    Connection old = take(to);
    if (old != null) {
      try {
        return exchange(old, to, request, deadline);
      } catch (java.net.SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (old.answered() || !repeatable) {
          throw e;
        }
      }
    }
    return exchange(Connection.open(to, deadline), to, request, deadline);
  }

  private int exchange(Connection c, InetSocketAddress to, byte[] request, long deadline)
      throws IOException {
    boolean whole = false;
    try {
      int status = c.exchange(request, deadline);
      whole = true;
      return status;
    } finally {
      if (whole && c.reusable()) {
        give(to, c);
      } else {
        c.close();
      }
    }
  }

  private @org.jspecify.annotations.Nullable Connection take(InetSocketAddress to)
      throws IOException {
    Deque<Connection> kept = idle.computeIfAbsent(to, a -> new ArrayDeque<>());
    synchronized (kept) {
      Connection newest = kept.pollFirst();
      if (newest == null || System.nanoTime() - newest.idleSince < MAX_IDLE_NANOS) {
        return newest;
      }
      newest.close();
      while (!kept.isEmpty()) {
        kept.removeFirst().close();
      }
      return null;
    }
  }

  private void give(InetSocketAddress to, Connection c) throws IOException {
    c.idleSince = System.nanoTime();
    Deque<Connection> kept = idle.computeIfAbsent(to, a -> new ArrayDeque<>());
    synchronized (kept) {
      kept.addFirst(c);
      if (kept.size() > MAX_IDLE) {
        kept.removeLast().close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Deque<Connection> kept : idle.values()) {
      synchronized (kept) {
        while (!kept.isEmpty()) {
          kept.removeFirst().close();
        }
      }
    }
  }
}
