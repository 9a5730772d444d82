package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server at home that does the same with every connection, in a thread of its own. */
final class TestTarget implements TestWorld.Closing, AutoCloseable {
  interface Behaviour {
    void serve(Socket socket) throws IOException;
  }

  final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
  private final ServerSocket server;
  private final Thread accepting;

  TestTarget(Behaviour behaviour) throws IOException {
    this(behaviour, 0);
  }

  /**
   * @param port that is free now
   */
  TestTarget(Behaviour behaviour, int port) throws IOException {
    server = new ServerSocket(port, 2000, InetAddress.getLoopbackAddress());
    accepting = Thread.startVirtualThread(() -> run(behaviour));
  }

  static TestTarget echo() throws IOException {
    return new TestTarget(socket -> {
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    });
  }

  Endpoint at() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  private void run(Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.add(socket);
        Thread.startVirtualThread(() -> {
          try {
            behaviour.serve(socket);
          } catch (IOException e) {
            close(socket);
          }
        });
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Afterwards nobody is accepted: the system's port is closed by the thread that accepts. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    accepted.forEach(TestTarget::close);
  }
}
