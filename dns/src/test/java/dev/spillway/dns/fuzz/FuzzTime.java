package dev.spillway.dns.fuzz;

import java.time.Duration;

/**
 * {@code -Dspillway.fuzz.seconds} is the time for all fuzzing of this module together (2; in CI
 * 60). Half of it is for changes at random, half for changes that coverage leads.
 */
final class FuzzTime {
  private static final int USUAL_SECONDS = 2;

  /** Tests that share the half of {@link Mutator}. */
  private static final int MUTATED = 8;

  private FuzzTime() {}

  private static Duration half() {
    return Duration.ofSeconds(Long.getLong("spillway.fuzz.seconds", USUAL_SECONDS)).dividedBy(2);
  }

  /** For one test that uses {@link Mutator}. */
  static Duration mutated() {
    return half().dividedBy(MUTATED);
  }

  /** For one target of {@link CoverageFuzzTest}; the start of its process is not in it. */
  static Duration led() {
    return half().dividedBy(Target.values().length);
  }
}
