package dev.spillway.azure.steering;

import dev.spillway.azure.client.Pause;
import dev.spillway.azure.steering.DnsOperations.OfType;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes in A and AAAA record sets of a zone in Azure DNS. Such records have no weights, so all
 * clients are sent to one site. Safe for any thread; one change at a time.
 *
 * <p>Each record set carries its owner, its site and the number of the write in its metadata, and
 * each write names the etag of the version that it replaces. So of two controllers one writes and
 * the other is told:
 *
 * <pre>
 *   found                                    what is done
 *   no record set, none was there            made (If-None-Match)
 *   no record set, one was there             reported, made again at the next attempt
 *   nobody's, or another owner's             refused until a person hands it over
 *   the version seen or written last         replaced (If-Match)
 *   an older version of our own              a read that is behind: replaced by the newer etag
 *   another one                              changed by somebody else: reported, see overwrite
 * </pre>
 *
 * What is added comes before what is removed, so the name always has an address.
 */
final class AzureDns implements SteeringTarget {
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private final RecordSets records;
  private final String owner;
  private final boolean overwrite;
  private final Pause pause;

  /** What was seen first or written last. */
  private final Map<OfType, RecordSet> known = new HashMap<>();

  /** What was asked for last, whether an answer came or not. */
  private final Map<OfType, RecordSet> attempted = new HashMap<>();

  /** Versions that this process saw or wrote and then replaced. */
  private final List<String> replaced = new ArrayList<>();

  /**
   * @param owner the controller's lasting name
   * @param overwrite what somebody else changed is reported once and then written over
   */
  AzureDns(RecordSets records, String owner, boolean overwrite, Pause pause) {
    this.records = records;
    this.owner = owner;
    this.overwrite = overwrite;
    this.pause = pause;
  }

  @Override
  public Ability ability() {
    return Ability.SWITCH;
  }

  /** The site that has all clients; empty when the name has no records, or nobody said whose. */
  @Override
  public synchronized Optional<SteeredHost> current(String host) throws AdapterException {
    List<RecordSet> seen = List.of(records.read(DnsOperations.A), records.read(DnsOperations.AAAA));
    for (RecordSet set : seen) {
      checkOwner(set);
      known.putIfAbsent(set.type(), set);
    }
    List<RecordSet> there = seen.stream().filter(RecordSet::exists).toList();
    if (there.isEmpty() || there.getFirst().site().isEmpty()) {
      return Optional.empty();
    }
    List<String> addresses = there.stream().flatMap(s -> s.addresses().stream()).toList();
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    SiteAnswer answer = new SiteAnswer(there.getFirst().site(), Share.ALL, addresses);
    Duration ttl = Duration.ofSeconds(there.getFirst().ttlSeconds());
    return Optional.of(new SteeredHost(host, ttl, List.of(answer)));
  }

  @Override
  public synchronized void apply(SteeredHost host) throws AdapterException {
    SiteAnswer all =
        host.sites().stream()
            .filter(s -> s.share().equals(Share.ALL))
            .findFirst()
            .orElseThrow(() ->
                new AdapterException.Invalid(
                    "Azure DNS has no weights and cannot show parts of the clients of "
                        + host.host()));
    List<RecordSet> now =
        List.of(
            unlessForeign(records.read(DnsOperations.A)),
            unlessForeign(records.read(DnsOperations.AAAA)));
    long number = now.stream().mapToLong(RecordSet::number).max().orElse(0) + 1;
    List<RecordSet> surplus = new ArrayList<>();
    for (RecordSet set : now) {
      List<String> wanted = addresses(all, set.type());
      if (!wanted.isEmpty()) {
        put(set, set.next(owner, all.site(), number, host.ttl().toSeconds(), wanted));
      } else if (set.exists()) {
        surplus.add(set);
      }
    }
    for (RecordSet set : surplus) {
      remove(set);
    }
  }

  /** Those that a record set of the type can hold, sorted. */
  private static List<String> addresses(SiteAnswer site, OfType type)
      throws AdapterException.Invalid {
    List<String> all = new ArrayList<>();
    for (String text : site.addresses()) {
      boolean six = text.contains(":");
      if (!six && !text.matches("[0-9]+(\\.[0-9]+){3}")) {
        throw new AdapterException.Invalid(
            "Azure DNS needs addresses, but "
                + site.site()
                + " is known as "
                + text
                + "; write its addresses at the site");
      }
      if (six == (type == DnsOperations.AAAA)) {
        all.add(RecordSet.normal(text));
      }
    }
    return all.stream().distinct().sorted().toList();
  }

  private void put(RecordSet before, RecordSet next) throws AdapterException {
    boolean same = before.exists() && before.says(next) && before.site().equals(next.site());
    if (same) {
      return;
    }
    attempted.put(next.type(), next);
    RecordSet after = records.write(next).orElseThrow(() -> changedMeanwhile(next.type()));
    replaced.add(before.etag());
    known.put(next.type(), after);
    readBack(after);
  }

  private void remove(RecordSet set) throws AdapterException {
    attempted.put(set.type(), RecordSet.none(set.type()));
    if (!records.remove(set)) {
      throw changedMeanwhile(set.type());
    }
    replaced.add(set.etag());
    known.put(set.type(), RecordSet.none(set.type()));
  }

  private AdapterException changedMeanwhile(OfType type) {
    replaced.clear();
    return new AdapterException.Transient(
        type.type()
            + " of "
            + records
            + " changed between reading and writing; nothing was written, it is looked at again");
  }

  /** The answer to a write is what counts; a read must come to the same soon. */
  private void readBack(RecordSet written) throws AdapterException {
    RecordSet seen = records.read(written.type());
    for (Duration wait : LOOKS) {
      if (seen.etag().equals(written.etag())) {
        return;
      }
      sleep(wait);
      seen = records.read(written.type());
    }
    if (!seen.etag().equals(written.etag()) && !replaced.contains(seen.etag())) {
      throw foreign(written, seen);
    }
  }

  private void checkOwner(RecordSet found) throws AdapterException.Invalid {
    if (!found.exists() || found.owner().equals(owner)) {
      return;
    }
    String whose = found.owner().isEmpty() ? "nobody's mark" : "the mark of " + found.owner();
    throw new AdapterException.Invalid(
        found.type().type()
            + " of "
            + records
            + " is there with "
            + whose
            + " and is not touched. To hand it over to this controller: "
            + records.handOver(found.type(), owner));
  }

  private RecordSet unlessForeign(RecordSet seen) throws AdapterException {
    RecordSet before = known.get(seen.type());
    checkOwner(seen);
    if (before == null || seen.etag().equals(before.etag())) {
      known.put(seen.type(), seen);
      return seen;
    }
    RecordSet mine = attempted.get(seen.type());
    if (mine != null && seen.isTheWrite(mine)) {
      known.put(seen.type(), seen);
      return seen;
    }
    if (replaced.contains(seen.etag())) {
      RecordSet later = unlessBehind(seen);
      return later == seen && seen.exists() ? before : decide(before, later);
    }
    return decide(before, seen);
  }

  /** Reads again while what is read is older than what was written. */
  private RecordSet unlessBehind(RecordSet behind) throws AdapterException {
    for (Duration wait : LOOKS) {
      sleep(wait);
      RecordSet seen = records.read(behind.type());
      if (!seen.etag().equals(behind.etag())) {
        return seen;
      }
    }
    return behind;
  }

  private RecordSet decide(RecordSet before, RecordSet seen) throws AdapterException {
    if (seen.etag().equals(before.etag())) {
      return seen;
    }
    if (!seen.exists()) {
      known.put(seen.type(), seen);
      throw new AdapterException.Transient(
          what(before, seen) + "; it is made again at the next attempt");
    }
    throw foreign(before, seen);
  }

  private AdapterException foreign(RecordSet before, RecordSet seen) {
    String what = what(before, seen);
    if (overwrite) {
      known.put(seen.type(), seen);
      return new AdapterException.Transient(what + "; it is written over at the next attempt");
    }
    if (seen.says(before) && seen.site().equals(before.site())) {
      // It was put back: the same in a new version.
      known.put(seen.type(), seen);
      return new AdapterException.Transient(what + ", but says the same; it goes on from there");
    }
    return new AdapterException.Refused(
        what
            + ". Nothing is written until it is put back, or the controller is started again,"
            + " which then goes on from what is there");
  }

  private String what(RecordSet before, RecordSet seen) {
    String who =
        seen.number() > before.number()
            ? "another controller of this name (write " + seen.number() + ")"
            : "somebody else";
    return seen.type().type()
        + " of "
        + records
        + " was changed by "
        + who
        + ": it is "
        + seen
        + ", was "
        + before;
  }

  private void sleep(Duration time) throws AdapterException.Transient {
    try {
      pause.pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("ended while it waited for Azure DNS", e);
    }
  }

  /** Does nothing: the records go on being answered, with or without a controller. */
  @Override
  public void close() {}
}
