package dev.spillway.dns.dnssec;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.SteeredTypes;
import dev.spillway.dns.zone.ZoneBody;
import dev.spillway.dns.zone.ZoneImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Signs all that a zone can answer, beforehand: its records, each set of addresses that a steered
 * host may be answered with, and the chain of NSEC records (RFC 4034 section 4) from which "no such
 * name" and "no such data" are proved. So a node signs nothing, and a flood of random names costs
 * no signature. Keeps signatures that still hold. Safe for any thread.
 */
public final class Signing {
  /** With less than this left, a signature is made anew. */
  public static final Duration RENEW = SignatureBook.RENEW;

  /** With less than this left it must not be answered: a secondary may keep it for 14 days. */
  public static final Duration LEAST = Duration.ofDays(15);

  private final byte[] apex;
  private final Name origin;
  private final SignatureBook book;

  public Signing(byte[] apex) {
    this(apex.clone(), new SignatureBook(apex.clone()));
  }

  private Signing(byte[] apex, SignatureBook book) {
    this.apex = apex;
    this.origin = name(apex);
    this.book = book;
  }

  /** Another one that knows the same signatures: both go on by themselves. */
  public synchronized Signing draft() {
    return new Signing(apex, book.draft());
  }

  /** Takes over the signatures of an image that an earlier run made. */
  public synchronized void remember(ZoneImage image) {
    if (image.signed()) {
      book.remember(image.soa());
      image.body().records().forEach(book::remember);
      image.body().answers().forEach(book::remember);
    }
  }

  /**
   * The body with keys, NSEC chain and signatures.
   *
   * @param least signatures that have less left are made anew: {@link #RENEW} or {@link #LEAST}
   */
  public synchronized ZoneBody sign(
      ZoneBody body, Collection<SteeredHost> hosts, KeyRing ring, Instant now, Duration least) {
    List<Rrset> records = new ArrayList<>(body.records());
    records.addAll(keySets(ring));
    NavigableMap<Name, List<Rrset>> byName = new TreeMap<>();
    records.forEach(
        set -> byName.computeIfAbsent(name(set.owner()), k -> new ArrayList<>()).add(set));
    Map<Name, NavigableSet<Integer>> steered = steered(hosts);
    steered.keySet().forEach(name -> byName.computeIfAbsent(name, k -> new ArrayList<>()));
    List<Rrset> signed = new ArrayList<>();
    List<Name> cuts = cuts(byName);
    chain(byName, steered, cuts)
        .forEach(set -> signed.add(book.sign(set, signers(ring), now, least)));
    byName.forEach((name, sets) -> {
      for (Rrset set : sets) {
        signed.add(
            isOurs(name, set.type(), cuts) ? book.sign(set, by(set, ring), now, least) : set);
      }
    });
    List<Rrset> answers =
        body.answers().stream().map(set -> book.sign(set, signers(ring), now, least)).toList();
    List<Rrset> copied =
        body.copied().stream().map(set -> book.sign(set, signers(ring), now, least)).toList();
    return new ZoneBody(apex, signed, answers, copied);
  }

  /** The types that every answer of a host can have, as its NSEC has to say. */
  private static Map<Name, NavigableSet<Integer>> steered(Collection<SteeredHost> hosts) {
    Map<Name, NavigableSet<Integer>> steered = new HashMap<>();
    for (SteeredHost host : hosts) {
      SteeredTypes types = SteeredTypes.of(host);
      NavigableSet<Integer> has = new TreeSet<>();
      if (types.v4()) {
        has.add(Type.A);
      }
      if (types.v6()) {
        has.add(Type.AAAA);
      }
      steered.put(Name.fromConstantString(host.host() + "."), has);
    }
    return steered;
  }

  /** The SOA with its signature. */
  public synchronized Rrset signSoa(Rrset soa, KeyRing ring, Instant now, Duration least) {
    return book.sign(soa, signers(ring), now, least);
  }

  /** Forgets all signatures that were not used since the last call. */
  public synchronized void forgetUnused() {
    book.forgetUnused();
  }

  /** How many signatures were computed so far. */
  public synchronized long made() {
    return book.made();
  }

  private static List<SigningKey> signers(KeyRing ring) {
    return List.of(ring.signer());
  }

  private static List<SigningKey> by(Rrset set, KeyRing ring) {
    return set.type() == Type.DNSKEY ? ring.shown() : signers(ring);
  }

  private List<Rrset> keySets(KeyRing ring) {
    int ttl = KeyRing.KEY_TTL_SECONDS;
    List<Rrset> sets = new ArrayList<>();
    List<byte[]> keys = ring.shown().stream().map(SigningKey::data).toList();
    sets.add(new Rrset(apex, Type.DNSKEY, ttl, keys, List.of()));
    if (ring.asksForRemoval()) { // RFC 8078 section 4
      sets.add(new Rrset(apex, Type.CDS, ttl, List.of(new byte[] {0, 0, 0, 0, 0}), List.of()));
      byte[] none = {0, 0, 3, 0, 0};
      sets.add(new Rrset(apex, Type.CDNSKEY, ttl, List.of(none), List.of()));
    }
    ring.anchor()
        .ifPresent(key -> {
          sets.add(new Rrset(apex, Type.CDS, ttl, List.of(key.ds(apex)), List.of()));
          sets.add(new Rrset(apex, Type.CDNSKEY, ttl, List.of(key.data()), List.of()));
        });
    return sets;
  }

  private List<Name> cuts(NavigableMap<Name, List<Rrset>> byName) {
    return byName.entrySet().stream()
        .filter(e -> !e.getKey().equals(origin))
        .filter(e -> e.getValue().stream().anyMatch(set -> set.type() == Type.NS))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** At a cut only DS and NSEC are ours; below it nothing is (RFC 4035 section 2.2). */
  private static boolean isOurs(Name name, int type, List<Name> cuts) {
    for (Name cut : cuts) {
      if (name.equals(cut)) {
        return type == Type.DS;
      }
      if (name.subdomain(cut)) {
        return false;
      }
    }
    return true;
  }

  private List<Rrset> chain(
      NavigableMap<Name, List<Rrset>> byName,
      Map<Name, NavigableSet<Integer>> steered,
      List<Name> cuts) {
    List<Name> names =
        byName.keySet().stream()
            .filter(n -> cuts.stream().noneMatch(c -> n.subdomain(c) && !n.equals(c)))
            .toList();
    List<Rrset> chain = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      Name next = names.get((i + 1) % names.size());
      NavigableSet<Integer> types = new TreeSet<>(steered.getOrDefault(name, new TreeSet<>()));
      boolean cut = cuts.contains(name);
      for (Rrset set : byName.getOrDefault(name, List.of())) {
        if (!cut || set.type() == Type.NS || set.type() == Type.DS) {
          types.add(set.type());
        }
      }
      if (name.equals(origin)) {
        types.add(Type.SOA);
      }
      types.add(Type.RRSIG);
      types.add(Type.NSEC);
      int[] bits = types.stream().mapToInt(Integer::intValue).toArray();
      NSECRecord nsec = new NSECRecord(name, DClass.IN, ZoneImage.NEGATIVE_TTL_SECONDS, next, bits);
      chain.add(
          new Rrset(
              name.toWireCanonical(),
              Type.NSEC,
              ZoneImage.NEGATIVE_TTL_SECONDS, // RFC 9077: as long as a negative answer
              List.of(nsec.rdataToWireCanonical()),
              List.of()));
    }
    return chain;
  }

  private static Name name(byte[] wire) {
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new UncheckedIOException("not a name in wire form: " + Arrays.toString(wire), e);
    }
  }

  /** When the first signature of an image ends. */
  public static Instant firstExpiry(ZoneImage image) {
    Instant first = Instant.MAX;
    for (List<Rrset> part :
        List.of(List.of(image.soa()), image.body().records(), image.body().answers())) {
      for (Rrset set : part) {
        for (byte[] signature : set.signatures()) {
          Instant end = SignatureBook.expires(signature);
          first = end.isBefore(first) ? end : first;
        }
      }
    }
    return first;
  }
}
