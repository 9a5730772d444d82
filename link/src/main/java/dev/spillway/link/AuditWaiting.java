package dev.spillway.link;

import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lines that could not be written yet. There is room for {@link #MOST}, half of it for refusals, so
 * that a gateway that asks without end takes no room from the ends of streams. What finds no room
 * is counted, and one line says so in the end. Not safe for threads by itself.
 */
final class AuditWaiting {
  /** At a few hundred bytes each. */
  static final int MOST = 10_000;

  private final ArrayDeque<AuditRecord> records = new ArrayDeque<>();
  private long lost;
  private Instant lastLost = Instant.EPOCH;

  void add(AuditRecord each) {
    if (records.size() < (each.event().equals(AuditRecord.REFUSED) ? MOST / 2 : MOST)) {
      records.add(each);
    } else {
      lose(each);
    }
  }

  /** Its line will not be written. */
  void lose(AuditRecord each) {
    lost++;
    lastLost = each.at();
  }

  boolean isEmpty() {
    return records.isEmpty() && lost == 0;
  }

  /** The next to be written; null when there is none. */
  @Nullable AuditRecord first() {
    AuditRecord first = records.peek();
    return first == null && lost > 0 ? AuditRecord.lost(lastLost, lost) : first;
  }

  /** That was written. */
  void removeFirst() {
    if (records.poll() == null) {
      lost = 0;
    }
  }
}
