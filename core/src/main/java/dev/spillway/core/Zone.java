package dev.spillway.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A zone that Spillway answers for with authority. A steered host is the zone's own name or lies
 * below it.
 *
 * @param name lower case, without a final dot
 * @param nameServers at least one
 * @param contact the SOA's mailbox in DNS form, such as {@code hostmaster.example.com}
 * @param content what the zone holds besides its name servers and steered hosts
 * @param signed its answers carry DNSSEC signatures
 * @param secondaries servers of others that copy the zone
 */
public record Zone(
    String name,
    List<NameServer> nameServers,
    String contact,
    Content content,
    boolean signed,
    List<Secondary> secondaries) {

  /**
   * @param name of the server; below the zone it needs addresses, which become glue
   * @param addresses IPv4 and IPv6
   */
  public record NameServer(String name, List<String> addresses) {
    public NameServer {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * @param records one each, as in a zone file (RFC 1035 section 5)
   * @param file a zone file with more of them
   */
  public record Content(List<String> records, Optional<Path> file) {
    public static final Content NONE = new Content(List.of(), Optional.empty());

    public Content {
      records = List.copyOf(records);
    }
  }

  /**
   * @param address is told of each change (RFC 1996)
   * @param key the name of the key that its transfers must be signed with (RFC 8945)
   */
  public record Secondary(Endpoint address, String key) {}

  public Zone {
    nameServers = List.copyOf(nameServers);
    secondaries = List.copyOf(secondaries);
  }

  /** A zone of steered hosts only, unsigned, without secondaries. */
  public Zone(String name, List<NameServer> nameServers, String contact) {
    this(name, nameServers, contact, Content.NONE, false, List.of());
  }
}
