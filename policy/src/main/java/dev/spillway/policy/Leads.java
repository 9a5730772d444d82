package dev.spillway.policy;

import dev.spillway.core.Tuning;
import java.time.Duration;

/**
 * How far ahead demand must be known.
 *
 * @param far until an instance asked for now carries clients: warm-up, DNS lag, monitoring delay
 * @param near until a share set now has its effect: DNS lag, monitoring delay
 */
record Leads(Duration far, Duration near) {
  /** A share set now has its effect when so many of its clients have come. */
  private static final double NEAR_MOVED = 0.85;

  /** An instance is of use as soon as more than half of the clients meant for it have come. */
  private static final double FAR_MOVED = 0.57;

  /** However clients behave, the DNS lag that is reckoned with stays within these lifetimes. */
  private static final double LEAST_LAG = 0.3;

  private static final double MOST_LAG = 4;

  /**
   * A measured service saw nine tenths of its clients moved after three lifetimes (LANMAN 2014).
   */
  private static final double GUESSED_LAG = 2;

  static Leads of(Tuning tuning, Lag lag, Duration warmUp, Duration monitoring) {
    return new Leads(
        lag(tuning, lag.age(FAR_MOVED)).plus(monitoring).plus(warmUp),
        lag(tuning, lag.age(NEAR_MOVED)).plus(monitoring));
  }

  /** What the lead is before anything is measured: it sets the forecast's resolution. */
  static Duration guessed(Tuning tuning) {
    return lag(tuning, GUESSED_LAG).plus(tuning.warmUp());
  }

  private static Duration lag(Tuning tuning, double lifetimes) {
    double bounded = Math.clamp(lifetimes, LEAST_LAG, MOST_LAG);
    return Duration.ofNanos(Math.round(tuning.ttl().toNanos() * bounded));
  }

  int farSlots(Duration slot) {
    return slots(far, slot);
  }

  int nearSlots(Duration slot) {
    return slots(near, slot);
  }

  private static int slots(Duration lead, Duration slot) {
    return (int) Math.clamp(Math.ceilDiv(lead.toNanos(), Math.max(1, slot.toNanos())), 1, 47);
  }
}
