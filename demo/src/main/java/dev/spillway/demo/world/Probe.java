package dev.spillway.demo.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A process of one TCP connection attempt: {@code host port millis}; exit code 0 when it stood. */
public final class Probe {
  private Probe() {}

  public static void main(String[] args) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(args[0], Integer.parseInt(args[1])), Integer.parseInt(args[2]));
      System.out.println("connected");
    } catch (IOException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }
}
