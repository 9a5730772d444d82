package dev.spillway.dns.zone;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.SteeredTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * All that a zone answers, without SOA, unsigned. Immutable.
 *
 * @param records everything but steered addresses, sorted by owner and type
 * @param answers each set that a steered host may be answered with: one for each site and family
 * @param copied those of them that secondaries get: of each host the addresses of the site with the
 *     largest share, the first of equals; a secondary cannot share out
 */
public record ZoneBody(byte[] apex, List<Rrset> records, List<Rrset> answers, List<Rrset> copied) {
  public ZoneBody {
    records = List.copyOf(records);
    answers = List.copyOf(answers);
    copied = List.copyOf(copied);
  }

  /**
   * @param hosts those of this zone; their addresses win over records of the zone
   */
  public static ZoneBody of(ZoneRecords zone, Collection<SteeredHost> hosts) {
    Set<Name> steered = new HashSet<>();
    List<Rrset> answers = new ArrayList<>();
    List<Rrset> copied = new ArrayList<>();
    for (SteeredHost host : hosts) {
      Name name = Texts.absolute(host.host());
      steered.add(name);
      Set<AnswerKey> seen = new HashSet<>();
      for (SteeredHost.SiteAnswer site : host.sites()) {
        for (Rrset set : sets(name, host, site)) {
          if (seen.add(AnswerKey.of(set))) {
            answers.add(set);
          }
        }
      }
      copied.addAll(copied(name, host));
    }
    return new ZoneBody(zone.origin().toWireCanonical(), plain(zone, steered), answers, copied);
  }

  /** Without the sets that steered hosts are answered with: enough where nobody signs or copies. */
  public static ZoneBody withoutAnswers(ZoneRecords zone, Collection<SteeredHost> hosts) {
    Set<Name> steered = new HashSet<>();
    hosts.forEach(host -> steered.add(Texts.absolute(host.host())));
    byte[] apex = zone.origin().toWireCanonical();
    return new ZoneBody(apex, plain(zone, steered), List.of(), List.of());
  }

  /** The types that a signed zone says the host has, each of the largest site that has it. */
  private static List<Rrset> copied(Name name, SteeredHost host) {
    SteeredTypes types = SteeredTypes.of(host);
    List<Rrset> copied = new ArrayList<>();
    for (int type : new int[] {Type.A, Type.AAAA}) {
      if (type == Type.A ? types.v4() : types.v6()) {
        host.sites().stream()
            .filter(s -> !s.share().isNone())
            .sorted(Comparator.comparingDouble(s -> -s.share().value()))
            .flatMap(s -> sets(name, host, s).stream())
            .filter(set -> set.type() == type)
            .findFirst()
            .ifPresent(copied::add);
      }
    }
    return copied;
  }

  private static List<Rrset> sets(Name name, SteeredHost host, SteeredHost.SiteAnswer site) {
    Map<Integer, List<Record>> byType = new HashMap<>();
    int ttl = (int) host.ttl().toSeconds();
    for (String literal : site.addresses()) {
      Record record = ZoneRecords.address(name, ttl, literal);
      byType.computeIfAbsent(record.getType(), k -> new ArrayList<>()).add(record);
    }
    return byType.values().stream()
        .map(ZoneBody::set)
        .sorted(Comparator.comparingInt(Rrset::type))
        .toList();
  }

  private static List<Rrset> plain(ZoneRecords zone, Set<Name> steered) {
    List<Rrset> records = new ArrayList<>();
    zone.sets()
        .forEach((name, sets) ->
            sets.forEach((type, set) -> {
              boolean clash =
                  type == Type.A || type == Type.AAAA || type == Type.CNAME || type == Type.NS;
              if (!clash
                  || name.equals(zone.origin()) && type == Type.NS
                  || !steered.contains(name)) {
                records.add(set(set));
              }
            }));
    return records;
  }

  /** In canonical form (RFC 4034 section 6), which is also what is answered. */
  static Rrset set(List<Record> records) {
    Record first = records.getFirst();
    return new Rrset(
        first.getName().toWireCanonical(),
        first.getType(),
        (int) first.getTTL(),
        AnswerKey.sorted(records.stream().map(Record::rdataToWireCanonical).toList()),
        List.of());
  }
}
