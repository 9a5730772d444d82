package dev.spillway.demo.world;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Passes bytes from one listener to one target. Network namespaces do not separate Unix domain
 * sockets that are named by a path, so two relays, one on each side of such a socket, lead from a
 * browser into home without any network between the two. Run as a process it relays {@code socket
 * host port}.
 */
public final class Relay implements Closeable {
  private static final int BUFFER = 16 * 1024;

  private final ServerSocketChannel listener;
  private final SocketAddress target;

  private Relay(ServerSocketChannel listener, SocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  public static void main(String[] args) throws IOException {
    Path socket = Path.of(args[0]);
    Files.deleteIfExists(socket);
    InetSocketAddress to = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    start(UnixDomainSocketAddress.of(socket), to).accept();
  }

  /** Begins to accept, on a thread of its own. */
  Relay accepting() {
    Thread.ofPlatform().daemon().name("relay").start(this::accept);
    return this;
  }

  /** The TCP port that it listens on; 0 on a Unix domain socket. */
  int port() throws IOException {
    return listener.getLocalAddress() instanceof InetSocketAddress tcp ? tcp.getPort() : 0;
  }

  /** Listens; {@link #accepting} begins to accept. */
  static Relay start(SocketAddress listen, SocketAddress target) throws IOException {
    ServerSocketChannel channel =
        listen instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      channel.bind(listen);
      return new Relay(channel, target);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * From a TCP address of this process's place to a Unix domain socket.
   *
   * @throws DemoException when the address is taken, with what to do
   */
  public static Relay serve(InetSocketAddress listen, Path socket) {
    try {
      return start(listen, UnixDomainSocketAddress.of(socket)).accepting();
    } catch (IOException e) {
      throw new DemoException(
          "cannot listen on "
              + listen.getHostString()
              + ":"
              + listen.getPort()
              + " ("
              + e.getMessage()
              + "); choose another port with --port",
          e);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel near = listener.accept();
        Thread.ofVirtual().start(() -> join(near));
      }
    } catch (AsynchronousCloseException e) {
      return; // Closed from outside: the relay's end.
    } catch (ClosedChannelException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("the relay cannot accept", e);
    }
  }

  private void join(SocketChannel near) {
    try (near;
        SocketChannel far = SocketChannel.open(target)) {
      Thread back = Thread.ofVirtual().start(() -> copy(far, near));
      copy(near, far);
      back.join();
    } catch (IOException e) {
      return; // The other side is not there (yet): the caller sees a closed connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel a, SocketChannel b) {
    try (a;
        b) {
      return;
    } catch (IOException e) {
      System.getLogger(Relay.class.getName()).log(System.Logger.Level.DEBUG, "close failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
