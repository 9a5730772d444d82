package dev.spillway.dns.fuzz;

import java.time.Duration;

/**
 * {@code -Dspillway.fuzz.seconds} (2; in CI 60) is the time for changes that coverage leads, of all
 * targets together. Changes at random have half as much, all tests of them together. Nothing else
 * reads that property.
 */
final class FuzzTime {
  private static final int USUAL_SECONDS = 2;

  /** Tests that share the time of {@link Mutator}. */
  private static final int MUTATED = 8;

  private FuzzTime() {}

  private static Duration all() {
    return Duration.ofSeconds(Long.getLong("spillway.fuzz.seconds", USUAL_SECONDS));
  }

  /** For one test that uses {@link Mutator}. */
  static Duration mutated() {
    return all().dividedBy(2L * MUTATED);
  }

  /** For one target of {@link CoverageFuzzTest}; the start of its process is not in it. */
  static Duration led() {
    return all().dividedBy(Target.values().length);
  }
}
