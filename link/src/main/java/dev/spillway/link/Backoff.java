package dev.spillway.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: 100 ms, doubled by each failure up to 1 s, each time
 * between half and all of that by chance, so that many agents do not come back at one moment. While
 * two ends of one name take the place from each other, 1 s, doubled up to 10 s.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long MOST_MILLIS = 1000;
  private static final long MOST_REPLACED_MILLIS = 10_000;

  private final DoubleSupplier chance;
  private long millis = FIRST_MILLIS;
  private long replacedMillis;

  /**
   * @param chance from 0 up to 1
   */
  Backoff(DoubleSupplier chance) {
    this.chance = chance;
  }

  Duration next() {
    long longest = Math.max(millis, replacedMillis);
    millis = Math.min(MOST_MILLIS, millis * 2);
    return Duration.ofMillis(Math.round(longest * (0.5 + chance.getAsDouble() / 2)));
  }

  /** An attempt has worked. */
  void worked() {
    millis = FIRST_MILLIS;
  }

  /** What worked was taken over by another end of the same name soon afterwards. */
  void replaced() {
    replacedMillis = Math.clamp(replacedMillis * 2, MOST_MILLIS, MOST_REPLACED_MILLIS);
  }

  /** What worked has stood, or ended for another reason. */
  void stood() {
    replacedMillis = 0;
  }
}
