package dev.spillway.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: 100 ms, doubled by each failure up to 1 s, each time
 * between half and all of that by chance, so that many agents do not come back at one moment.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long MOST_MILLIS = 1000;

  private final DoubleSupplier chance;
  private long millis = FIRST_MILLIS;

  /**
   * @param chance from 0 up to 1
   */
  Backoff(DoubleSupplier chance) {
    this.chance = chance;
  }

  Duration next() {
    Duration wait = Duration.ofMillis(Math.round(millis * (0.5 + chance.getAsDouble() / 2)));
    millis = Math.min(MOST_MILLIS, millis * 2);
    return wait;
  }

  /** An attempt has worked. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
