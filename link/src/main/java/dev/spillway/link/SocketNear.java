package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** A TCP connection of this machine as the near end of a stream. */
class SocketNear implements Near {
  private static final Logger LOG = System.getLogger(SocketNear.class.getName());

  private static final int IDLE_SECONDS = 60;
  private static final int PROBE_SECONDS = 10;
  private static final int PROBES = 6;

  private final SocketChannel socket;
  private final Selector selector;
  private @Nullable SelectionKey key;

  SocketNear(SocketChannel socket, Selector selector) {
    this.socket = socket;
    this.selector = selector;
  }

  @Override
  public void attach(Stream stream) throws IOException {
    socket.configureBlocking(false);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    keepAlive(socket);
    key = socket.register(selector, 0, stream);
  }

  /** So that a connection ends within two minutes after the other side's machine has vanished. */
  private static void keepAlive(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return socket.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return socket.write(from);
  }

  @Override
  public void watch(boolean readable, boolean writable) {
    if (key != null) {
      key.interestOps(
          (readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0));
    }
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void opened() {}

  /** The session reports nothing of the socket any more, which stays open. */
  void detach() {
    if (key != null) {
      key.cancel();
    }
  }

  @Override
  public void close(@Nullable Reason reason, String text) {
    close(socket, reason != null);
  }

  /**
   * @param abruptly the other side sees a reset instead of an end
   */
  static void close(SocketChannel socket, boolean abruptly) {
    try (socket) {
      if (abruptly && socket.isOpen()) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "link: closing a connection failed", e);
    }
  }
}
