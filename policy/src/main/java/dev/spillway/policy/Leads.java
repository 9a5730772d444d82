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
   * DNS lag in lifetimes: with resolvers asking again evenly over a lifetime the mean lag is a
   * half, and a measured service saw nine tenths of its clients moved after three (Flavel, Mani,
   * Maltz, IEEE LANMAN 2014).
   */
  private static final double LAG = 2;

  static Leads of(Tuning tuning, Duration warmUp, Duration monitoring) {
    Duration near = lag(tuning).plus(monitoring);
    return new Leads(near.plus(warmUp), near);
  }

  /** What the lead is before anything is measured: it sets the forecast's resolution. */
  static Duration guessed(Tuning tuning) {
    return lag(tuning).plus(tuning.warmUp());
  }

  private static Duration lag(Tuning tuning) {
    return Duration.ofNanos(Math.round(tuning.ttl().toNanos() * LAG));
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
