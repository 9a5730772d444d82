package dev.spillway.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports below those that Linux gives to clients, so that no connection takes one meanwhile. */
public final class FreePort {
  private FreePort() {}

  /** One that nothing uses now, on any address of this machine. */
  public static int take() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
        return socket.getLocalPort();
      } catch (IOException e) {
        continue; // taken: the next one
      }
    }
    throw new IllegalStateException("100 ports were taken");
  }
}
