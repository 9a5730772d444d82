package dev.spillway.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports below those that Linux gives to clients. A client that shares its port (dig does) may
 * otherwise be given the server's own, and hear its own question.
 */
public final class FreePort {
  private FreePort() {}

  public static int take() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    IOException last = new IOException("no port was tried");
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket tcp = new ServerSocket(port, 1, here);
          DatagramSocket udp = new DatagramSocket(new InetSocketAddress(here, port))) {
        return tcp.getLocalPort();
      } catch (IOException e) {
        last = e; // taken: the next one
      }
    }
    throw last;
  }
}
