package dev.spillway.azure.fake;

import java.util.HashMap;
import java.util.Map;

/** What the fake would ask money for: workers that a plan holds, by the second. Thread-safe. */
public final class FakeBill {
  private record Held(int workers, long since) {}

  private final Map<String, Held> held = new HashMap<>();
  private double seconds;
  private int changes;

  synchronized void hold(String plan, int workers) {
    long now = System.nanoTime();
    Held before = held.remove(plan);
    if (before != null) {
      seconds += before.workers() * (now - before.since()) / 1e9;
    }
    changes += Math.abs(workers - (before == null ? 0 : before.workers()));
    if (workers > 0) {
      held.put(plan, new Held(workers, now));
    }
  }

  /** Workers times seconds so far. */
  public synchronized double seconds() {
    long now = System.nanoTime();
    double open =
        held.values().stream().mapToDouble(h -> h.workers() * (now - h.since()) / 1e9).sum();
    return seconds + open;
  }

  /** How often a worker was given or taken back. */
  public synchronized int changes() {
    return changes;
  }

  /** Workers that are held now. */
  public synchronized int workers() {
    return held.values().stream().mapToInt(Held::workers).sum();
  }
}
