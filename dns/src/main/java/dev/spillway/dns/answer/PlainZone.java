package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A zone that holds its name servers and nothing else beside its steered hosts, unsigned. */
public final class PlainZone implements ZoneSource {
  /** Of SOA, NS and glue: they hardly ever change. */
  static final int TTL_SECONDS = 3600;

  /** Of "no such name" and "no such data" (RFC 2308): 30 to 60 s, so that a new host is seen. */
  static final int NEGATIVE_TTL_SECONDS = 30;

  static final int REFRESH_SECONDS = 3600;
  static final int RETRY_SECONDS = 600;
  static final int EXPIRE_SECONDS = 1_209_600;

  private static final int NUMBERS = 20;

  private final byte[] apex;
  private final byte[] soaNames;
  private final List<Rrset> records;

  /**
   * @throws IllegalArgumentException says what is wrong with the zone
   */
  public PlainZone(Zone zone) {
    this.apex = Names.wire(zone.name());
    if (zone.nameServers().isEmpty()) {
      throw new IllegalArgumentException("zone " + zone.name() + " needs at least one name server");
    }
    List<byte[]> servers = zone.nameServers().stream().map(s -> Names.wire(s.name())).toList();
    List<Rrset> all = new ArrayList<>();
    all.add(new Rrset(apex, Wire.NS, TTL_SECONDS, servers));
    zone.nameServers().forEach(server -> all.addAll(addresses(zone, server)));
    this.records = List.copyOf(all);
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.writeBytes(servers.getFirst());
    names.writeBytes(Names.wire(zone.contact()));
    this.soaNames = names.toByteArray();
  }

  private List<Rrset> addresses(Zone zone, Zone.NameServer server) {
    byte[] name = Names.wire(server.name());
    if (!Names.within(name, apex)) {
      return List.of();
    }
    if (server.addresses().isEmpty()) {
      throw new IllegalArgumentException(
          "name server "
              + server.name()
              + " lies in its own zone "
              + zone.name()
              + ": give it at least one address");
    }
    List<Rrset> sets = new ArrayList<>();
    for (boolean six : new boolean[] {false, true}) {
      List<byte[]> data = Names.addresses(server.addresses(), six);
      if (!data.isEmpty()) {
        sets.add(new Rrset(name, six ? Wire.AAAA : Wire.A, TTL_SECONDS, data));
      }
    }
    return sets;
  }

  @Override
  public byte[] apex() {
    return apex.clone();
  }

  /** Its serial is the table's version (RFC 1982). */
  @Override
  public Rrset soa(long version) {
    byte[] data = java.util.Arrays.copyOf(soaNames, soaNames.length + NUMBERS);
    Bytes.put32(data, soaNames.length, (int) version);
    Bytes.put32(data, soaNames.length + 4, REFRESH_SECONDS);
    Bytes.put32(data, soaNames.length + 8, RETRY_SECONDS);
    Bytes.put32(data, soaNames.length + 12, EXPIRE_SECONDS);
    Bytes.put32(data, soaNames.length + 16, NEGATIVE_TTL_SECONDS);
    return new Rrset(apex, Wire.SOA, TTL_SECONDS, List.of(data));
  }

  @Override
  public List<Rrset> records(Collection<SteeredHost> hosts) {
    return records;
  }

  @Override
  public List<byte[]> signatures(Rrset answer) {
    return List.of();
  }

  @Override
  public boolean signed() {
    return false;
  }
}
