package dev.spillway.control.loop;

import dev.spillway.core.Now;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers which steps failed, or did not last, and when each may be tried again: 1 s, 2 s, 4 s …
 * 30 s.
 */
final class Backoff {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** What was last done longer ago than this has lasted. */
  private static final Duration LASTED = Duration.ofMinutes(2);

  private record Failed(int times, long until) {}

  private final Map<String, Failed> failed = new HashMap<>();

  synchronized boolean waits(String step, Now now) {
    Failed f = failed.get(step);
    return f != null && f.until() - now.nanos() > 0;
  }

  /** Counts one more failure; says whether it is the first in a row. */
  synchronized boolean failed(String step, Duration atLeast, Now now) {
    Failed before = failed.get(step);
    int times = before == null ? 1 : before.times() + 1;
    Duration pause = Duration.ofSeconds(1L << Math.min(times - 1, 5));
    pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    pause = pause.compareTo(atLeast) < 0 ? atLeast : pause;
    failed.put(step, new Failed(times, now.nanos() + pause.toNanos()));
    if (failed.size() > 200) {
      failed.values().removeIf(f -> f.until() - now.nanos() < 0);
    }
    return times == 1;
  }

  /** It was done; when it has to be done again soon, it did not last, and waits as if it failed. */
  synchronized void repeats(String step, Now now) {
    Failed before = failed.get(step);
    if (before != null && now.since(before.until()).compareTo(LASTED) > 0) {
      failed.remove(step);
    }
    failed(step, Duration.ZERO, now);
  }

  synchronized void succeeded(String step) {
    failed.remove(step);
  }
}
