package dev.spillway.dns;

import dev.spillway.core.Zone;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A zone in wire form. Immutable.
 *
 * @param apex the zone's name, lower case
 * @param soaNames the SOA's server and mailbox, the beginning of its data
 * @param servers the name servers, the first one is the SOA's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
record ZoneData(byte[] apex, byte[] soaNames, List<Server> servers) {
  /** Of SOA, NS and glue: they hardly ever change. */
  static final int TTL_SECONDS = 3600;

  /** Of "no such name" and "no such data" (RFC 2308): 30 to 60 s, so that a new host is seen. */
  static final int NEGATIVE_TTL_SECONDS = 30;

  static final int REFRESH_SECONDS = 3600;
  static final int RETRY_SECONDS = 600;
  static final int EXPIRE_SECONDS = 1_209_600;

  /**
   * @param name wire form
   * @param v4 glue, 4 bytes each
   * @param v6 glue, 16 bytes each
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never written
  record Server(byte[] name, byte[] v4, byte[] v6) {}

  /**
   * @throws IllegalArgumentException says what is wrong with the zone
   */
  static ZoneData of(Zone zone) {
    byte[] apex = Names.wire(zone.name());
    if (zone.nameServers().isEmpty()) {
      throw new IllegalArgumentException("zone " + zone.name() + " needs at least one name server");
    }
    List<Server> servers = zone.nameServers().stream().map(s -> server(zone, apex, s)).toList();
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.writeBytes(servers.getFirst().name());
    names.writeBytes(Names.wire(zone.contact()));
    return new ZoneData(apex, names.toByteArray(), servers);
  }

  private static Server server(Zone zone, byte[] apex, Zone.NameServer server) {
    byte[] name = Names.wire(server.name());
    boolean inside = Names.within(name, apex);
    if (inside && server.addresses().isEmpty()) {
      throw new IllegalArgumentException(
          "name server "
              + server.name()
              + " lies in its own zone "
              + zone.name()
              + ": give it at least one address");
    }
    List<String> glue = inside ? server.addresses() : List.of();
    return new Server(name, Names.packed(glue, false), Names.packed(glue, true));
  }
}
