package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A network in between that can fall silent, or break. */
final class TestRelay implements TestWorld.Closing {
  private final ServerSocket server;
  private final Endpoint to;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile boolean frozen;

  TestRelay(Endpoint to) throws IOException {
    this.to = to;
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::run);
  }

  Endpoint at() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  /** Bytes are taken and go nowhere until {@link #thaw}; nothing is closed. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
  }

  /** Both sides of every connection see a reset. */
  void cut() throws IOException {
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      if (!socket.isClosed()) {
        resetQuietly(socket);
      }
    }
  }

  private static void resetQuietly(Socket socket) throws IOException {
    try (Socket each = socket) {
      each.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Its pump was faster; any other socket that stays open is a failure.
      assertThat(socket.isClosed()).isTrue();
    }
  }

  private void run() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Socket far = new Socket(to.host(), to.port());
        sockets.add(near);
        sockets.add(far);
        Thread.startVirtualThread(() -> pump(near, far));
        Thread.startVirtualThread(() -> pump(far, near));
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private void pump(Socket from, Socket into) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        into;
        InputStream in = from.getInputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        while (frozen && !from.isClosed()) {
          LockSupport.parkNanos(5_000_000);
        }
        into.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException e) {
      LockSupport.parkNanos(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    thaw();
    cut();
  }
}
