package dev.spillway.dns.transfer;

import dev.spillway.dns.zone.ZoneImage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A zone's present copy and the steps that led to it since this process started. Old steps are
 * forgotten when they are many or hold more records than the zone itself: then a whole transfer is
 * shorter. Safe for any thread.
 */
final class ZoneHistory {
  private static final int MOST_STEPS = 100;

  /**
   * From one serial to the next.
   *
   * @param from the SOA before
   */
  private record Step(
      int serial,
      ByteBuffer from,
      List<ByteBuffer> removed,
      ByteBuffer to,
      List<ByteBuffer> added) {
    int size() {
      return removed.size() + added.size() + 2;
    }
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private ZoneCopy present;
  private int stepRecords;

  ZoneHistory(ZoneImage image) {
    present = ZoneCopy.of(image);
  }

  /**
   * @return true when the serial has changed
   */
  synchronized boolean update(ZoneImage image) {
    if (image.serial() == present.serial()) {
      return false;
    }
    ZoneCopy next = ZoneCopy.of(image);
    Step step =
        new Step(
            present.serial(),
            present.soa(),
            without(present.records(), next.records()),
            next.soa(),
            without(next.records(), present.records()));
    steps.addLast(step);
    stepRecords += step.size();
    while (steps.size() > MOST_STEPS
        || !steps.isEmpty() && stepRecords > Math.max(64, next.records().size())) {
      stepRecords -= steps.removeFirst().size();
    }
    present = next;
    return true;
  }

  private static List<ByteBuffer> without(Set<ByteBuffer> these, Set<ByteBuffer> those) {
    return these.stream().filter(r -> !those.contains(r)).toList();
  }

  synchronized ByteBuffer soa() {
    return present.soa();
  }

  synchronized int serial() {
    return present.serial();
  }

  /** All records between two copies of the SOA (RFC 5936 section 2.2). */
  synchronized List<ByteBuffer> whole() {
    List<ByteBuffer> all = new ArrayList<>();
    all.add(present.soa());
    all.addAll(present.records());
    all.add(present.soa());
    return all;
  }

  /**
   * From a serial to the present one (RFC 1995 section 4).
   *
   * @return empty when the way from there is not known
   */
  synchronized Optional<List<ByteBuffer>> since(int serial) {
    Iterator<Step> all = steps.iterator();
    List<ByteBuffer> records = new ArrayList<>(List.of(present.soa()));
    boolean found = false;
    while (all.hasNext()) {
      Step step = all.next();
      found = found || step.serial() == serial;
      if (found) {
        records.add(step.from());
        records.addAll(step.removed());
        records.add(step.to());
        records.addAll(step.added());
      }
    }
    records.add(present.soa());
    return found ? Optional.of(records) : Optional.empty();
  }
}
