package dev.spillway.e2e.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A service that sends back what it gets, as a process of its own. */
final class EchoProgram {
  private EchoProgram() {}

  /**
   * @param args the address and port to listen on
   */
  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
      System.out.println("up");
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> echo(socket));
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      System.out.println("a client ended: " + e);
    }
  }
}
