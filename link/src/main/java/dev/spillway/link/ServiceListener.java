package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One listening port: accepts until it is closed and hands each connection on. */
final class ServiceListener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServiceListener.class.getName());
  private static final int QUEUE = 1024;
  private static final long PAUSE_NANOS = 50_000_000;

  /** Takes a connection; must not wait. */
  interface Taker {
    void take(SocketChannel socket) throws IOException;
  }

  private final String what;
  private final ServerSocketChannel server;
  private final Taker taker;

  private ServiceListener(String what, ServerSocketChannel server, Taker taker) {
    this.what = what;
    this.server = server;
    this.taker = taker;
  }

  /**
   * @param what the port is for, as part of a sentence
   */
  static ServiceListener start(String what, dev.spillway.core.Endpoint at, Taker taker)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(at.host(), at.port()), QUEUE);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw new IOException(
          "cannot listen on %s for %s: %s; choose another address or end what uses it"
              .formatted(at, what, e.getMessage()),
          e);
    }
    ServiceListener listener = new ServiceListener(what, server, taker);
    Thread.ofVirtual().name("accept " + what).start(listener::run);
    return listener;
  }

  private void run() {
    while (server.isOpen()) {
      @Nullable SocketChannel socket = null;
      try {
        socket = server.accept();
        taker.take(socket);
      } catch (ClosedChannelException e) {
        LOG.log(Level.DEBUG, "gateway: the port for " + what + " is closed");
        closeQuietly(socket);
      } catch (IOException | RuntimeException | Error e) {
        // Such as too many open files, or no memory: others must end theirs first, so wait a
        // little.
        LOG.log(Level.WARNING, "gateway: a connection for " + what + " was not accepted", e);
        closeQuietly(socket);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void closeQuietly(@Nullable SocketChannel socket) {
    if (socket != null) {
      SocketNear.close(socket, true);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "gateway: the port for " + what + " did not close", e);
    }
  }
}
