package dev.spillway.dns.transfer;

import dev.spillway.core.Sample;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Messages;
import dev.spillway.dns.engine.StreamService;
import dev.spillway.dns.zone.ZoneImage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/**
 * Answers AXFR and IXFR over TCP. What is asked:
 *
 * <pre>
 * no TSIG                                   REFUSED
 * a malformed TSIG                          FORMERR
 * a key, signature or time that is wrong    NOTAUTH with its TSIG error (RFC 8945 section 5.2)
 * a zone that is not ours                   NOTAUTH
 * a key that the zone does not name         REFUSED
 * IXFR from the present serial or later     the SOA alone
 * IXFR from a serial whose steps are known  the differences
 * else                                      the whole zone
 * </pre>
 *
 * Safe for any thread.
 */
public final class Transfers implements StreamService {
  private static final System.Logger LOG = System.getLogger(Transfers.class.getName());
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Sample.Family TRANSFERS =
      Sample.Family.counter(
          "spillway_dns_transfers_total", "Transfers of zones, by what was given.", "result");

  private final Map<Name, Set<Name>> allowed = new HashMap<>();
  private final Map<Name, ZoneHistory> zones = new ConcurrentHashMap<>();

  private final Sealer sealer;
  private final AtomicLong warned = new AtomicLong(System.nanoTime() - MINUTE_NANOS);

  private final LongAdder whole = new LongAdder();
  private final LongAdder differences = new LongAdder();
  private final LongAdder current = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * @param zones may be transferred with the keys of their secondaries
   * @throws IllegalArgumentException when a secondary names a key that is not there
   */
  public Transfers(Collection<Zone> zones, Collection<TransferKey> keys) {
    this.sealer = new Sealer(keys);
    Set<Name> known = keys.stream().map(TransferKey::name).collect(Collectors.toSet());
    for (Zone zone : zones) {
      for (Zone.Secondary secondary : zone.secondaries()) {
        Name key = TransferKey.name(secondary.key());
        if (!known.contains(key)) {
          throw new IllegalArgumentException(
              "the secondary %s of the zone %s names the transfer key %s, which is not there"
                  .formatted(secondary.address(), zone.name(), secondary.key()));
        }
        allowed
            .computeIfAbsent(TransferKey.name(zone.name()), k -> new java.util.HashSet<>())
            .add(key);
      }
    }
  }

  /**
   * What is transferred from now on.
   *
   * @return true when the zone's serial has changed, so that its secondaries are to be told
   */
  public boolean update(ZoneImage image) {
    Name apex = name(image);
    if (!allowed.containsKey(apex)) {
      return false;
    }
    ZoneHistory known = zones.putIfAbsent(apex, new ZoneHistory(image));
    return known == null || known.update(image);
  }

  private static Name name(ZoneImage image) {
    try {
      return new Name(image.apex());
    } catch (IOException e) {
      throw new IllegalArgumentException("not a zone's name", e);
    }
  }

  /** Transfers so far: whole, by differences, of nothing new, and refused. */
  public List<Sample> counts() {
    return List.of(
        TRANSFERS.of(whole.sum(), "axfr"),
        TRANSFERS.of(differences.sum(), "ixfr"),
        TRANSFERS.of(current.sum(), "current"),
        TRANSFERS.of(refused.sum(), "refused"));
  }

  @Override
  public @Nullable Iterable<byte[]> answers(byte[] message, InetAddress from) {
    int at = Messages.tsig(message, message.length);
    if (at < 0) {
      return refuse(from, "it is not signed with a transfer key");
    }
    TransferKey key = sealer.key(message, message.length, at);
    if (key == null) {
      refuse(from, "its key is not known");
      return List.of(Tsigs.unknownKey(message, message.length, at));
    }
    Message query = Tsigs.read(message);
    if (query == null || query.getHeader().getOpcode() != Opcode.QUERY) {
      return refuse(from, "it is malformed");
    }
    Record question = java.util.Objects.requireNonNull(query.getQuestion());
    TSIGRecord tsig = tsig(query);
    int verified = key.tsig().verify(query, message, null);
    if (verified != Rcode.NOERROR) {
      return error(query, from, verified, verified == Rcode.BADTIME ? key : null);
    }
    Name zone = question.getName().canonicalize();
    ZoneHistory history = zones.get(zone);
    if (history == null || !allowed.getOrDefault(zone, Set.of()).contains(key.name())) {
      return refuse(from, key + " may not transfer " + zone);
    }
    List<ByteBuffer> records = records(query, history);
    LOG.log(
        System.Logger.Level.INFO,
        "dns: {0} takes {1} of the zone {2} at serial {3}: {4} records",
        from.getHostAddress(),
        Type.string(question.getType()),
        zone.toString(true),
        Integer.toUnsignedString(history.serial()),
        records.size());
    return new Stream(query, key, tsig, records);
  }

  private static TSIGRecord tsig(Message query) {
    return java.util.Objects.requireNonNull(query.getTSIG());
  }

  private List<ByteBuffer> records(Message query, ZoneHistory history) {
    if (query.getQuestion().getType() == Type.IXFR
        && !query.getSection(Section.AUTHORITY).isEmpty()
        && query.getSection(Section.AUTHORITY).getFirst() instanceof SOARecord known) {
      int serial = (int) known.getSerial();
      // RFC 1982: not behind, by the shorter way round
      if (serial - history.serial() >= 0) {
        current.increment();
        return List.of(history.soa());
      }
      Optional<List<ByteBuffer>> since = history.since(serial);
      if (since.isPresent()) {
        differences.increment();
        return since.get();
      }
    }
    whole.increment();
    return history.whole();
  }

  @Override
  public int seal(byte[] query, int length, byte[] answer, int answerLength, int most) {
    return sealer.seal(query, length, answer, answerLength, most);
  }

  private @Nullable Iterable<byte[]> refuse(InetAddress from, String why) {
    refused.increment();
    LOG.log(
        System.Logger.Level.DEBUG, "dns: transfer refused to {0}: {1}", from.getHostAddress(), why);
    return null;
  }

  /**
   * The other side learns what is wrong with its signature; only a wrong time is signed. The log
   * says so once a minute: who knows a key's name could fill it.
   */
  private Iterable<byte[]> error(
      Message query, InetAddress from, int tsigError, @Nullable TransferKey key) {
    refused.increment();
    long now = System.nanoTime();
    long said = warned.get();
    if (now - said >= MINUTE_NANOS && warned.compareAndSet(said, now)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "dns: transfer refused to {0}: {1} (RFC 8945); compare the key''s name, algorithm, secret"
              + " and the clocks. Others within a minute are only counted",
          from.getHostAddress(),
          Rcode.TSIGstring(tsigError));
    }
    return List.of(Tsigs.error(query, tsig(query), tsigError, key));
  }
}
