package dev.spillway.core;

import java.util.List;

/**
 * A zone that Spillway answers for with authority. A steered host is the zone's own name or lies
 * below it.
 *
 * @param name lower case, without a final dot
 * @param nameServers at least one
 * @param contact the SOA's mailbox in DNS form, such as {@code hostmaster.example.com}
 */
public record Zone(String name, List<NameServer> nameServers, String contact) {
  /**
   * @param name of the server; below the zone it needs addresses, which become glue
   * @param addresses IPv4 and IPv6
   */
  public record NameServer(String name, List<String> addresses) {
    public NameServer {
      addresses = List.copyOf(addresses);
    }
  }

  public Zone {
    nameServers = List.copyOf(nameServers);
  }
}
