package dev.spillway.dns.engine;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * The addresses that a wildcard stands for. A UDP answer from a wildcard socket leaves with the
 * address that the route to the client chooses; on a machine with several addresses that may not be
 * the one that was asked, and the client then drops it. So each address gets sockets of its own,
 * which the kernel prefers for packets to that address.
 */
public final class OwnAddresses {
  private OwnAddresses() {}

  /**
   * @param address any; only a wildcard stands for others
   * @return all of this machine at this moment but link-local ones; empty for no wildcard
   */
  public static List<InetAddress> of(InetAddress address) throws SocketException {
    if (!address.isAnyLocalAddress()) {
      return List.of();
    }
    boolean six = address instanceof Inet6Address; // takes IPv4 as well
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(own -> !own.isLinkLocalAddress() && (six || !(own instanceof Inet6Address)))
        .distinct()
        .toList();
  }
}
