package dev.spillway.dns.zone;

import dev.spillway.core.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The checked records of a zone: its name servers and their glue, and what the configuration and
 * the zone file add. Without SOA, steered addresses and anything that signing makes. Immutable.
 *
 * @param zone as configured
 * @param origin its name, lower case
 * @param sets by owner in the order of DNSSEC (RFC 4034 section 6.1), then by type
 * @param warnings what is odd but served
 */
public record ZoneRecords(
    Zone zone,
    Name origin,
    NavigableMap<Name, Map<Integer, List<Record>>> sets,
    List<Finding> warnings) {

  /** Of NS and glue, which hardly ever change; and of SOA. */
  static final int TTL_SECONDS = 3600;

  public ZoneRecords {
    sets = Collections.unmodifiableNavigableMap(sets);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads and checks.
   *
   * @param hosts all steered hosts, of any zone
   * @throws ZoneException with all that is wrong
   */
  public static ZoneRecords load(Zone zone, Collection<String> hosts) throws ZoneException {
    Name origin = Texts.absolute(zone.name());
    List<Finding> findings = new ArrayList<>();
    List<Entry> entries = new ArrayList<>(servers(zone, origin));
    List<Entry> more = new ArrayList<>();
    String source = "records of the zone " + zone.name();
    more.addAll(MasterReader.lines(source, zone.content().records(), origin, findings));
    zone.content().file().ifPresent(f -> more.addAll(MasterReader.file(f, origin, findings)));
    more.removeIf(e -> isKnownServer(e, origin, entries, findings));
    entries.addAll(more);
    List<Name> steered = hosts.stream().map(Texts::absolute).toList();
    NavigableMap<Name, Map<Integer, List<Entry>>> checked =
        new ZoneLint(origin, steered.stream().filter(h -> h.subdomain(origin)).toList(), findings)
            .check(entries);
    if (findings.stream().anyMatch(Finding::refused)) {
      throw new ZoneException(findings);
    }
    return new ZoneRecords(zone, origin, plain(checked), findings);
  }

  private static NavigableMap<Name, Map<Integer, List<Record>>> plain(
      NavigableMap<Name, Map<Integer, List<Entry>>> checked) {
    NavigableMap<Name, Map<Integer, List<Record>>> plain = new TreeMap<>();
    checked.forEach((name, sets) -> {
      Map<Integer, List<Record>> types = new TreeMap<>();
      sets.forEach(
          (type, set) -> types.put(type, set.stream().map(Entry::record).sorted().toList()));
      plain.put(name, Collections.unmodifiableMap(types));
    });
    return plain;
  }

  private static List<Entry> servers(Zone zone, Name origin) {
    Place place = new Place("name-servers of the zone " + zone.name(), 0);
    List<Entry> entries = new ArrayList<>();
    for (Zone.NameServer server : zone.nameServers()) {
      Name name = Texts.absolute(server.name());
      entries.add(new Entry(new NSRecord(origin, DClass.IN, TTL_SECONDS, name), place));
      if (name.subdomain(origin)) {
        server.addresses().forEach(a -> entries.add(new Entry(address(name, a), place)));
      }
    }
    return entries;
  }

  private static Record address(Name name, String literal) {
    return address(name, TTL_SECONDS, literal);
  }

  static Record address(Name name, long ttlSeconds, String literal) {
    InetAddress address = InetAddress.ofLiteral(literal);
    return address.getAddress().length == 4
        ? new ARecord(name, DClass.IN, ttlSeconds, address)
        : new AAAARecord(name, DClass.IN, ttlSeconds, address);
  }

  /** A zone file may repeat the name servers as configured, with any TTL; others are refused. */
  private static boolean isKnownServer(
      Entry e, Name origin, List<Entry> servers, List<Finding> findings) {
    boolean apexServer = e.type() == Type.NS && e.owner().equals(origin);
    boolean glue =
        (e.type() == Type.A || e.type() == Type.AAAA)
            && servers.stream().anyMatch(s -> s.type() != Type.NS && s.owner().equals(e.owner()));
    if (!apexServer && !glue) {
      return false;
    }
    boolean same =
        servers.stream()
            .anyMatch(s ->
                s.owner().equals(e.owner())
                    && s.record().rdataToString().equalsIgnoreCase(e.record().rdataToString()));
    if (!same) {
      findings.add(
          Finding.error(
              e.place(),
              e.label()
                  + " "
                  + e.record().rdataToString()
                  + ": is not among the zone's name-servers in the configuration; write it there"));
    }
    return true;
  }
}
