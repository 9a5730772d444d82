package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.answer.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Servers of the tests' world. */
final class Serve {
  private Serve() {}

  static DnsSettings settings() throws IOException {
    return DnsSettings.of(
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.take())));
  }

  static DnsServer serve(SteeringTable table) throws AdapterException, IOException {
    return DnsServer.start(List.of(World.ZONE), table, settings());
  }
}
