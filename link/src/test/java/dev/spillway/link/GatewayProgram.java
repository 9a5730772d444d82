package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A gateway in a process of its own, whose files and memory are nobody else's. For each line it is
 * told, it says how many bytes its heap has after a collection, and what it has refused.
 */
final class GatewayProgram {
  private GatewayProgram() {}

  public static void main(String[] args) throws Exception {
    Endpoint agents = new Endpoint("127.0.0.1", Integer.parseInt(args[1]));
    Endpoint service = new Endpoint("127.0.0.1", Integer.parseInt(args[2]));
    Identity identity = Keys.load(Path.of(args[0]), PeerRole.GATEWAY);
    Map<String, ServicePort> services = Map.of("db", new ServicePort(service, "tcp"));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (Gateway gateway = Gateway.start(new GatewayConfig(agents, identity, services))) {
      System.out.println("up");
      while (in.readLine() != null) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        System.out.println(heap + " " + gateway.counts().handshakesFailed());
      }
    }
  }
}
