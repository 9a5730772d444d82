package dev.spillway.dns.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Finds what must not, or should not, be in a zone. Refused is what would give wrong answers:
 *
 * <pre>
 * a name outside the zone, a class other than IN      no delegation leads here
 * SOA and apex NS other than the configuration's      two truths
 * DNSSEC types, DNAME, meta types                     made by signing; not served
 * CNAME beside anything, twice, or in a loop          RFC 1034 section 3.6.2, RFC 2181 section 10.1
 * A, AAAA, CNAME or NS at a steered host, or NS above  the steering table is the truth there
 * anything but glue below a delegation                it would never be answered
 * a delegation whose server lies below it, no glue    it could never be followed
 * NS or DS at a wildcard; DS without NS               RFC 4592 section 4; RFC 4035 section 2.4
 * TTLs that differ in one set, or above 2^31-1        RFC 2181 sections 5.2 and 8
 * a set that fills more than {@value #MOST_BYTES} bytes        an answer could not carry it
 * </pre>
 */
final class ZoneLint {
  /** With its signatures a set must fit an answer over TCP. */
  static final int MOST_BYTES = 12_000;

  private static final Set<Integer> SIGNING =
      Set.of(
          Type.RRSIG,
          Type.SIG,
          Type.KEY,
          Type.NSEC,
          Type.NSEC3,
          Type.NSEC3PARAM,
          Type.DNSKEY,
          Type.CDS,
          Type.CDNSKEY,
          Type.NXT);
  private static final int FIRST_META = 128;
  private static final int LAST_META = 255;

  private final Name origin;
  private final Set<Name> steered = new HashSet<>();
  private final List<Finding> findings;
  private final NavigableMap<Name, Map<Integer, List<Entry>>> names = new TreeMap<>();

  ZoneLint(Name origin, Collection<Name> steered, List<Finding> findings) {
    this.origin = origin;
    this.steered.addAll(steered);
    this.findings = findings;
  }

  /** Takes in what is right by itself; then looks at how it goes together. */
  NavigableMap<Name, Map<Integer, List<Entry>>> check(List<Entry> entries) {
    for (Entry e : entries) {
      if (single(e)) {
        add(e);
      }
    }
    names.forEach((name, sets) -> {
      sets.values().forEach(this::set);
      name(name, sets);
    });
    names.values().forEach(sets -> sets.values().forEach(set -> set.forEach(this::target)));
    return names;
  }

  private void refuse(Entry e, String text) {
    findings.add(Finding.error(e.place(), e.label() + ": " + text));
  }

  private void warn(Entry e, String text) {
    findings.add(Finding.warning(e.place(), e.label() + ": " + text));
  }

  private boolean single(Entry e) {
    int before = findings.size();
    int type = e.type();
    if (!e.owner().subdomain(origin)) {
      refuse(
          e, "lies outside the zone " + Texts.name(origin) + "; a final dot too much or missing?");
    } else if (e.record().getDClass() != DClass.IN) {
      refuse(e, "only the class IN is served");
    } else if (SIGNING.contains(type)) {
      refuse(e, "Spillway makes records of this type itself; leave it out (dnssec: on signs)");
    } else if (type == Type.DNAME || type == Type.OPT || type >= FIRST_META && type <= LAST_META) {
      refuse(e, "this type is not served; leave it out");
    } else if (type == Type.SOA) {
      warn(e, "not used: Spillway makes its own, with its own serial");
    } else if (e.record().getTTL() > Integer.MAX_VALUE) {
      refuse(e, "a TTL has at most 2147483647 seconds");
    } else {
      wildcard(e);
    }
    return findings.size() == before;
  }

  private void wildcard(Entry e) {
    boolean wild = e.owner().isWild();
    if (wild && (e.type() == Type.NS || e.type() == Type.DS)) {
      refuse(e, "a wildcard cannot be delegated");
    } else if (!wild && Texts.name(e.owner()).matches("(.*\\.)?\\*(\\..*)?")) {
      // still an ordinary name (RFC 4592 section 2.1.1), but hardly what was meant
      refuse(e, "a wildcard is '*' as the first label only");
    }
  }

  private void add(Entry e) {
    List<Entry> set =
        names
            .computeIfAbsent(e.owner(), k -> new HashMap<>())
            .computeIfAbsent(e.type(), k -> new ArrayList<>());
    for (Entry other : set) {
      if (other.record().equals(e.record())) {
        if (!other.place().equals(e.place())) {
          warn(e, "the same record as at " + other.place() + "; served once");
        }
        return;
      }
    }
    set.add(e);
  }

  private void set(List<Entry> set) {
    Entry first = set.getFirst();
    int bytes = 0;
    for (Entry e : set) {
      bytes += e.record().toWireCanonical().length;
      if (e.record().getTTL() != first.record().getTTL()) {
        refuse(e, "its TTL differs from that at " + first.place() + "; one set has one TTL");
      }
    }
    if (bytes > MOST_BYTES) {
      refuse(first, "the set fills " + bytes + " bytes; at most " + MOST_BYTES + " are served");
    }
  }

  private void name(Name name, Map<Integer, List<Entry>> sets) {
    List<Entry> cname = sets.getOrDefault(Type.CNAME, List.of());
    if (!cname.isEmpty() && (sets.size() > 1 || name.equals(origin) || steered.contains(name))) {
      String what = steered.contains(name) ? "a steered host" : "other records";
      refuse(cname.getFirst(), "a CNAME stands alone, but the name is also " + what);
    } else if (cname.size() > 1) {
      refuse(cname.get(1), "a name has one CNAME; the first is at " + cname.getFirst().place());
    }
    if (steered.contains(name)) {
      // A zone may be named as the host is: its own name servers stand beside the host's addresses.
      List<Integer> own =
          name.equals(origin) ? List.of(Type.A, Type.AAAA) : List.of(Type.A, Type.AAAA, Type.NS);
      for (int type : own) {
        sets.getOrDefault(type, List.of()).stream()
            .findFirst()
            .ifPresent(
                e -> refuse(e, "the name is a steered host: its addresses come from its app"));
      }
    }
    List<Entry> ds = sets.getOrDefault(Type.DS, List.of());
    if (!ds.isEmpty() && (name.equals(origin) || !sets.containsKey(Type.NS))) {
      refuse(ds.getFirst(), "a DS stands beside the NS of a delegation, nowhere else");
    }
    if (!name.equals(origin) && sets.containsKey(Type.NS)) {
      cut(name, sets.get(Type.NS));
      sets.values().stream()
          .flatMap(List::stream)
          .filter(e -> e.type() != Type.NS && e.type() != Type.DS && !isAddress(e.type()))
          .forEach(e -> refuse(e, "the name is delegated: only NS, DS and glue are served here"));
    }
    below(name, sets);
  }

  /** The names under a delegation are the other zone's. */
  private void below(Name name, Map<Integer, List<Entry>> sets) {
    for (Name up = name; !up.equals(origin); ) {
      up = new Name(up, 1);
      if (!up.equals(origin) && names.getOrDefault(up, Map.of()).containsKey(Type.NS)) {
        for (List<Entry> set : sets.values()) {
          if (!isAddress(set.getFirst().type())) {
            refuse(set.getFirst(), "lies below the delegation of " + Texts.name(up));
          }
        }
        return;
      }
    }
  }

  private void cut(Name name, List<Entry> servers) {
    for (Entry e : servers) {
      Name server = ((NSRecord) e.record()).getTarget();
      if (server.subdomain(name) && !hasAddress(server)) {
        refuse(e, "its server lies below it: add an A or AAAA record of " + Texts.name(server));
      }
    }
    for (Name host : steered) {
      if (host.subdomain(name) && !host.equals(name)) {
        refuse(servers.getFirst(), "the steered host " + Texts.name(host) + " lies below it");
      }
    }
  }

  private static boolean isAddress(int type) {
    return type == Type.A || type == Type.AAAA;
  }

  private boolean hasAddress(Name name) {
    Map<Integer, List<Entry>> sets = names.getOrDefault(name, Map.of());
    return steered.contains(name) || sets.containsKey(Type.A) || sets.containsKey(Type.AAAA);
  }

  private void target(Entry e) {
    Name target = pointsTo(e.record());
    if (target == null || target.equals(Name.root)) {
      return;
    }
    boolean alias = names.getOrDefault(target, Map.of()).containsKey(Type.CNAME);
    if (e.type() == Type.CNAME) {
      loop(e);
    } else if (alias) {
      warn(e, Texts.name(target) + " is a CNAME, which such a record must not name");
    }
    if (target.subdomain(origin) && !alias && !exists(target)) {
      warn(e, Texts.name(target) + " lies in this zone but is not there");
    }
  }

  private static @org.jspecify.annotations.Nullable Name pointsTo(Record record) {
    return switch (record) {
      case CNAMERecord r -> r.getTarget();
      case MXRecord r -> r.getTarget();
      case NSRecord r -> r.getTarget();
      case SRVRecord r -> r.getTarget();
      default -> null;
    };
  }

  private void loop(Entry e) {
    Set<Name> seen = new HashSet<>();
    Name at = e.owner();
    while (seen.add(at)) {
      List<Entry> next = names.getOrDefault(at, Map.of()).get(Type.CNAME);
      if (next == null) {
        return;
      }
      at = ((CNAMERecord) next.getFirst().record()).getTarget().canonicalize();
    }
    if (at.equals(e.owner())) {
      refuse(e, "this chain of CNAMEs comes back to its beginning");
    }
  }

  /** Exactly, by a wildcard, or below a delegation. */
  private boolean exists(Name target) {
    if (names.containsKey(target) || steered.contains(target)) {
      return true;
    }
    for (Name up = target; !up.equals(origin); ) {
      up = new Name(up, 1);
      boolean wild = names.keySet().contains(concatenated(up));
      if (wild || !up.equals(origin) && names.getOrDefault(up, Map.of()).containsKey(Type.NS)) {
        return true;
      }
    }
    return false;
  }

  private static Name concatenated(Name up) {
    try {
      return Name.concatenate(Name.fromConstantString("*"), up);
    } catch (org.xbill.DNS.NameTooLongException e) {
      return up;
    }
  }
}
