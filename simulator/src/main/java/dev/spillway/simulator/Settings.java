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
 * @param granule instances are billed in whole pieces of this time; whole seconds
 * @param queue seconds of a site's capacity that can wait, for the milder count of losses
 * @param start the wall time of the first second
 * @param reality what is otherwise than the rules have it
 */
public record Settings(
    Rules rules,
    Duration warmUp,
    Duration tick,
    Duration delay,
    double stale,
    Duration granule,
    double queue,
    Instant start,
    Reality reality) {
  public Settings {
    whole("a tick", tick);
    whole("a billing granule", granule);
    if (delay.isNegative() || delay.toSeconds() % tick.toSeconds() != 0) {
      throw new IllegalArgumentException("a delay is a whole number of ticks, not " + delay);
    }
    if (!(stale >= 0 && stale < 1)) {
      throw new IllegalArgumentException("the stale fraction lies from 0 to below 1, not " + stale);
    }
    if (!(queue >= 0) || Double.isInfinite(queue)) {
      throw new IllegalArgumentException("a queue is finite and not negative, not " + queue);
    }
  }

  /** A world that is as the rules have it. */
  public Settings(
      Rules rules,
      Duration warmUp,
      Duration tick,
      Duration delay,
      double stale,
      Duration granule,
      double queue,
      Instant start) {
    this(rules, warmUp, tick, delay, stale, granule, queue, start, Reality.AS_RULED);
  }

  private static void whole(String what, Duration time) {
    if (time.toSeconds() < 1 || time.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          what + " is a whole number of seconds from 1, not " + time);
    }
  }

  /**
   * Windows of 10 s seen one window late, 5 % stale clients, warm-up as the rules guess it, billing
   * by the second, two seconds of queue.
   */
  public static Settings of(Rules rules) {
    return new Settings(
        rules,
        rules.tuning().warmUp(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        0.05,
        Duration.ofSeconds(1),
        2,
        Instant.EPOCH);
  }

  /** The same world with other rules. */
  public Settings with(Rules other) {
    return new Settings(other, warmUp, tick, delay, stale, granule, queue, start, reality);
  }

  /** The same rules in another world. */
  public Settings in(Reality other) {
    return new Settings(rules, warmUp, tick, delay, stale, granule, queue, start, other);
  }
}
