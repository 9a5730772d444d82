package dev.spillway.link;

import java.util.PriorityQueue;

/** What must happen by a time, else something else does. For one thread. */
final class Deadlines {
  /** One of them. {@link #isOver} may be asked by any thread. */
  static final class Entry {
    private final long at;
    private final Runnable late;
    private volatile boolean over;

    private Entry(long at, Runnable late) {
      this.at = at;
      this.late = late;
    }

    /** Returns whether it was in time; from then on nothing else happens. */
    boolean end() {
      boolean inTime = !over;
      over = true;
      return inTime;
    }

    boolean isOver() {
      return over;
    }

    private boolean isDue(long now) {
      return now - at >= 0;
    }
  }

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

  /**
   * @param at in the nanoseconds of {@link #expire}
   * @param late what happens when it was not ended by then
   */
  Entry add(long at, Runnable late) {
    Entry entry = new Entry(at, late);
    entries.add(entry);
    return entry;
  }

  void expire(long now) {
    for (Entry first = entries.peek();
        first != null && (first.over || first.isDue(now));
        first = entries.peek()) {
      entries.remove();
      if (first.end()) {
        first.late.run();
      }
    }
  }

  /** It is too late for all. */
  void expireAll() {
    for (Entry each = entries.poll(); each != null; each = entries.poll()) {
      if (each.end()) {
        each.late.run();
      }
    }
  }
}
