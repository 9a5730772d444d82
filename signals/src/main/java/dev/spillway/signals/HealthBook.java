package dev.spillway.signals;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts good and bad probes of each instance in a row. A new instance is not healthy until it
 * rose.
 *
 * <pre>
 * judged      probe  then
 * unhealthy   good   healthy when the last {@code rise} were good
 * healthy     bad    unhealthy when the last {@code fall} were bad
 * otherwise          as before
 * </pre>
 *
 * For one thread at a time.
 */
final class HealthBook {
  private final int rise;
  private final int fall;
  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * @param rise at least 1
   * @param fall at least 1
   */
  HealthBook(int rise, int fall) {
    this.rise = Math.max(1, rise);
    this.fall = Math.max(1, fall);
  }

  private record Entry(boolean healthy, int inRow, boolean lastGood, String problem) {
    static final Entry NEW = new Entry(false, 0, true, "");
  }

  void good(String id) {
    Entry was = entries.getOrDefault(id, Entry.NEW);
    int row = was.lastGood() ? was.inRow() + 1 : 1;
    entries.put(id, new Entry(was.healthy() || row >= rise, Math.min(row, rise), true, ""));
  }

  void bad(String id, String problem) {
    Entry was = entries.getOrDefault(id, Entry.NEW);
    int row = was.lastGood() ? 1 : was.inRow() + 1;
    entries.put(id, new Entry(was.healthy() && row < fall, Math.min(row, fall), false, problem));
  }

  /** Forgets the instances that are gone: one of the same id later begins anew. */
  void keep(Collection<String> ids) {
    entries.keySet().retainAll(ids);
  }

  Map<String, Boolean> health() {
    Map<String, Boolean> all = new HashMap<>();
    entries.forEach((id, e) -> all.put(id, e.healthy()));
    return all;
  }

  /** For each instance that is not healthy, why. */
  Map<String, String> reasons() {
    Map<String, String> all = new HashMap<>();
    entries.forEach((id, e) -> {
      if (!e.healthy()) {
        all.put(
            id,
            e.lastGood()
                ? e.inRow() + " good " + (e.inRow() == 1 ? "probe" : "probes") + " of " + rise
                : e.problem());
      }
    });
    return all;
  }
}
