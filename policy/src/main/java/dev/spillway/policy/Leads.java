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
  /**
   * DNS lag in lifetimes until a share set now has most of its effect: resolvers ask again evenly
   * over a lifetime.
   */
  private static final double NEAR_LAG = 1;

  /** An instance is of use as soon as half of the clients meant for it have come. */
  private static final double FAR_LAG = 0.6;

  /**
   * A measured service saw nine tenths of its clients moved after three lifetimes (LANMAN 2014).
   */
  private static final double GUESSED_LAG = 2;

  static Leads of(Tuning tuning, Duration warmUp, Duration monitoring) {
    return new Leads(
        lag(tuning, FAR_LAG).plus(monitoring).plus(warmUp), lag(tuning, NEAR_LAG).plus(monitoring));
  }

  /** What the lead is before anything is measured: it sets the forecast's resolution. */
  static Duration guessed(Tuning tuning) {
    return lag(tuning, GUESSED_LAG).plus(tuning.warmUp());
  }

  private static Duration lag(Tuning tuning, double lifetimes) {
    return Duration.ofNanos(Math.round(tuning.ttl().toNanos() * lifetimes));
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
