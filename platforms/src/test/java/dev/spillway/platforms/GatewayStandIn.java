package dev.spillway.platforms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** Takes the gateway's arguments, listens where they say, and echoes them to whoever connects. */
final class GatewayStandIn {
  private GatewayStandIn() {}

  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    String listen = words.get(words.indexOf("--listen") + 1);
    int colon = listen.lastIndexOf(':');
    try (ServerSocket server =
        new ServerSocket(
            Integer.parseInt(listen.substring(colon + 1)),
            5,
            InetAddress.getByName(listen.substring(0, colon)))) {
      while (true) {
        try (var socket = server.accept()) {
          socket.getOutputStream().write(String.join(" ", words).getBytes(UTF_8));
        }
      }
    }
  }
}
