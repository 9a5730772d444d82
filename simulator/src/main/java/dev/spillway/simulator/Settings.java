package dev.spillway.simulator;

import dev.spillway.core.Rules;
import java.time.Duration;
import java.time.Instant;

/**
 * The world that a series is replayed in.
 *
 * @param rules the app's rules; the lifetime of DNS answers is {@code rules.tuning().ttl()}
 * @param warmUp how long an instance really takes until it serves
 * @param tick how long a monitoring window is, and how often is decided; whole seconds
 * @param delay how old a window is when it is seen; whole ticks
 * @param stale the fraction of clients that follow DNS only with a time constant of ten lifetimes
 * @param start the wall time of the first second
 */
public record Settings(
    Rules rules, Duration warmUp, Duration tick, Duration delay, double stale, Instant start) {
  public Settings {
    if (tick.toSeconds() < 1 || tick.toNanosPart() != 0) {
      throw new IllegalArgumentException("a tick is a whole number of seconds from 1, not " + tick);
    }
    if (delay.isNegative() || delay.toSeconds() % tick.toSeconds() != 0) {
      throw new IllegalArgumentException("a delay is a whole number of ticks, not " + delay);
    }
    if (!(stale >= 0 && stale < 1)) {
      throw new IllegalArgumentException("the stale fraction lies from 0 to below 1, not " + stale);
    }
  }

  /** Windows of 10 s seen one window late, 5 % stale clients, warm-up as the rules guess it. */
  public static Settings of(Rules rules) {
    return new Settings(
        rules,
        rules.tuning().warmUp(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        0.05,
        Instant.EPOCH);
  }
}
