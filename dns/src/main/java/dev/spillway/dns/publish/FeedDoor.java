package dev.spillway.dns.publish;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Where nodes come in. When the machine gives no connection, such as for want of files, it says so
 * once and tries again more and more slowly; nobody can make it spin.
 */
final class FeedDoor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FeedDoor.class.getName());
  private static final int BACKLOG = 64;
  private static final long FIRST_PAUSE_NANOS = 10_000_000;
  private static final long MOST_PAUSE_NANOS = 1_000_000_000;

  private final ServerSocket socket = new ServerSocket();
  private final Consumer<Socket> guests;
  private volatile long failures;

  /**
   * Takes the address; nobody is let in before {@link #open}.
   *
   * @param guests gets each connection; must be quick
   */
  FeedDoor(InetSocketAddress address, Consumer<Socket> guests) throws IOException {
    this.guests = guests;
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void open() {
    Thread.ofPlatform().name("dns-feed").daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How often no connection could be had since the start. */
  long failures() {
    return failures;
  }

  private void accept() {
    long pause = 0;
    while (!socket.isClosed()) {
      try {
        Socket guest = socket.accept();
        if (pause > 0) {
          LOG.log(System.Logger.Level.INFO, "dns.feed: nodes are let in again");
        }
        pause = 0;
        guests.accept(guest);
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
        failures++;
        if (pause == 0) {
          LOG.log(
              System.Logger.Level.ERROR,
              "dns.feed: no node can be let in: {0}; those that are connected are served, others"
                  + " try again",
              e.getMessage());
        }
        pause = Math.clamp(pause * 2, FIRST_PAUSE_NANOS, MOST_PAUSE_NANOS);
        LockSupport.parkNanos(pause);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "dns.feed: its socket did not close", e);
    }
  }
}
