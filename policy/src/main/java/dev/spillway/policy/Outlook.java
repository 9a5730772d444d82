package dev.spillway.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of demand, and how far it may go within a lead time.
 *
 * <pre>
 *   base       level + damped slope · lead          (Holt, level and slope smoothed over slots)
 *   expected   base · margin                        a learned quantile, one for each regime
 * </pre>
 *
 * <p>There are three horizons, each with its own margins (see {@link Margin}):
 *
 * <pre>
 *   near   until a share set now has its effect               decides shares
 *   far    until an instance asked for now carries clients    decides starts
 *   stay   the next {@value #STAY} slots, from the level      decides what is let go
 * </pre>
 *
 * <p>The quantiles are those that cost least for what they lose on recorded traffic; a start is
 * cheap to regret, since what was started too late is only missing until the next slot. Ratios are
 * learned only while demand is above {@value #LEARN_ABOVE} of home's capacity: what happens at
 * night says little of the day's peaks.
 *
 * <p>Demand is cut into slots of a sixteenth of the guessed lead; a slot's mean is a sample. A
 * sample that is further from its forecast than {@value #JUMP} times the noise is believed at once.
 *
 * @param level smoothed demand in req/s
 * @param slope its smoothed change, req/s per second
 * @param noise variance of a slot's mean around its course, from second differences
 * @param lost smoothed rejected requests per second
 * @param at of the latest sample, monotonic nanoseconds
 * @param slotBegun when the running slot began
 * @param slotSum of demand times seconds in the running slot
 * @param jumped slots for which the latest jump still counts
 * @param slots past slots, newest first
 * @param near margins by {@link Regime}
 * @param far margins by regime
 * @param stay margins by regime
 * @param surges what is known of jumps that come back
 */
public record Outlook(
    double level,
    double slope,
    double noise,
    double lost,
    long at,
    long slotBegun,
    double slotSum,
    int jumped,
    List<Slot> slots,
    List<Margin> near,
    List<Margin> far,
    List<Margin> stay,
    Surges surges) {

  /** A past slot: its mean and what was thought at its end. */
  public record Slot(double mean, double level, double slope, int regime) {}

  static final double LEARN_ABOVE = 0.53;
  static final int STAY = 27;
  static final double JUMP = 5;
  private static final Duration SHORTEST_SLOT = Duration.ofSeconds(1);
  static final double NEAR_QUANTILE = 0.56;
  private static final double FAR_QUANTILE = 0.43;
  private static final double STAY_QUANTILE = 0.88;
  private static final double LEVEL_GAIN = 0.365;
  private static final double SLOPE_GAIN = 0.066;

  /** A trend goes on for so much of a lead: of the near one, and of the far one. */
  private static final double NEAR_DAMP = 0.82;

  private static final double FAR_DAMP = 0.39;
  private static final double NOISE_GAIN = 0.05;
  private static final int JUMP_LASTS = 6;
  private static final double JUMP_GAIN = 0.7;

  /** A change below this fraction is no jump, however quiet demand is. */
  private static final double JUMP_LEAST = 0.03;

  public Outlook {
    slots = List.copyOf(slots);
    near = List.copyOf(near);
    far = List.copyOf(far);
    stay = List.copyOf(stay);
  }

  static Outlook first(double demand, double lost, long nanos) {
    return new Outlook(
        demand,
        0,
        0,
        lost,
        nanos,
        nanos,
        0,
        0,
        List.of(),
        guesses(1.05),
        guesses(1.15),
        guesses(1.2),
        Surges.NONE);
  }

  private static List<Margin> guesses(double factor) {
    List<Margin> all = new ArrayList<>();
    for (Regime ignored : Regime.values()) {
      all.add(Margin.guess(factor));
    }
    return all;
  }

  Outlook afterRestart(long nanos) {
    return resumed(level, 0, nanos);
  }

  /** After a gap: what was learned stays, what was measured is too old. */
  Outlook resumed(double demand, double lostNow, long nanos) {
    return new Outlook(
        demand,
        0,
        noise,
        lostNow,
        nanos,
        nanos,
        0,
        0,
        List.of(),
        near,
        far,
        stay,
        surges.resumed());
  }

  /**
   * For times in which what is measured is not demand: nothing is learned and nothing forgotten.
   */
  Outlook held(long nanos) {
    return new Outlook(
        level, slope, noise, lost, nanos, nanos, 0, jumped, slots, near, far, stay, surges);
  }

  /**
   * How long a slot is: a sixteenth of the lead that the tuning leads one to expect, and no shorter
   * than a second: what a queue and a client's patience ride out is no overflow.
   */
  static Duration slot(Duration guessedLead) {
    Duration part = guessedLead.dividedBy(16);
    return part.compareTo(SHORTEST_SLOT) < 0 ? SHORTEST_SLOT : part;
  }

  /** Whether the latest demand can be continued from, or too long has passed without any. */
  boolean continues(long nanos, Duration slot) {
    return nanos - at <= 4 * slot.toNanos();
  }

  /**
   * One more measurement.
   *
   * @param wall the time of day that returning jumps are learned by
   * @param capacity of home in req/s
   */
  Outlook with(
      double demand,
      double lostNow,
      long nanos,
      Instant wall,
      Duration slot,
      double capacity,
      Leads leads) {
    double dt = (nanos - at) / 1e9;
    if (dt <= 0) {
      return this;
    }
    double weight = 1 - Math.exp(-dt * 1e9 / slot.toNanos());
    double sum = slotSum + demand * dt;
    double nextLost = lost + weight * (lostNow - lost);
    if (nanos - slotBegun < slot.toNanos() - 1_000_000) {
      return new Outlook(
          level, slope, noise, nextLost, nanos, slotBegun, sum, jumped, slots, near, far, stay,
          surges);
    }
    double seconds = (nanos - slotBegun) / 1e9;
    return closed(sum / seconds, seconds, nextLost, nanos, wall, slot, capacity, leads);
  }

  private Outlook closed(
      double mean,
      double seconds,
      double nextLost,
      long nanos,
      Instant wall,
      Duration slot,
      double capacity,
      Leads leads) {
    double nextNoise = noise(mean);
    double predicted = level + slope * seconds * NEAR_DAMP;
    double error = mean - predicted;
    boolean jump =
        Math.abs(error) > JUMP * 1.2 * Math.sqrt(nextNoise) + 1e-9
            && Math.abs(error) > JUMP_LEAST * level;
    int nextJumped = jump && error > 0 ? JUMP_LASTS : Math.max(0, jumped - 1);
    double gain = jump ? 1 : nextJumped > 0 ? JUMP_GAIN : LEVEL_GAIN;
    double nextLevel = Math.max(0, predicted + gain * error);
    double nextSlope = slope + SLOPE_GAIN * ((nextLevel - level) / seconds - slope);
    Regime regime = Regime.of(nextLevel, nextSlope, nextJumped);
    int nearSlots = leads.nearSlots(slot);
    int farSlots = leads.farSlots(slot);
    Slot ended = new Slot(mean, nextLevel, nextSlope, regime.ordinal());
    List<Slot> nextSlots = pushed(ended, slots, Math.max(STAY, farSlots) + 1);
    double floor = LEARN_ABOVE * capacity;
    Learner learner = new Learner(nextSlots, seconds, floor);
    return new Outlook(
        nextLevel,
        nextSlope,
        nextNoise,
        nextLost,
        nanos,
        nanos,
        0,
        nextJumped,
        nextSlots,
        learner.next(near, nearSlots, 1, NEAR_DAMP, NEAR_QUANTILE),
        learner.next(far, farSlots, Math.max(1, farSlots / 7), FAR_DAMP, FAR_QUANTILE),
        learner.next(stay, STAY, 1, 0, STAY_QUANTILE),
        surges.with(nextSlots, wall, capacity));
  }

  /** The variance of a second difference is six times that of its parts, whatever the trend. */
  private double noise(double mean) {
    if (slots.size() < 2) {
      return noise;
    }
    double difference = mean - 2 * slots.get(0).mean + slots.get(1).mean;
    if (slots.size() < 20) {
      return noise + (difference * difference / 6 - noise) / (slots.size() - 1);
    }
    // A jump is no noise: what is far out counts only to a limit.
    double limit = 6 * Math.sqrt(6 * noise) + 0.02 * mean;
    double bounded = Math.min(difference * difference, limit * limit);
    return noise + NOISE_GAIN * (bounded / 6 - noise);
  }

  /** Compares what was forecast a lead ago with what came. */
  private record Learner(List<Slot> slots, double seconds, double floor) {
    List<Margin> next(List<Margin> margins, int lead, int from, double damp, double quantile) {
      if (slots.size() <= lead) {
        return margins;
      }
      Slot then = slots.get(lead);
      double base = base(then.level, then.slope, lead * seconds, damp);
      if (base < floor) {
        return margins;
      }
      double highest = 0;
      for (int i = 0; i <= lead - from; i++) {
        highest = Math.max(highest, slots.get(i).mean);
      }
      List<Margin> next = new ArrayList<>(margins);
      next.set(then.regime, margins.get(then.regime).with(highest / base, quantile));
      return next;
    }
  }

  private static double base(double level, double slope, double seconds, double damp) {
    return Math.max(0.3 * level, level + damp * slope * seconds);
  }

  private static List<Slot> pushed(Slot slot, List<Slot> slots, int kept) {
    List<Slot> next = new ArrayList<>(kept);
    next.add(slot);
    next.addAll(slots.subList(0, Math.min(slots.size(), kept - 1)));
    return next;
  }

  Regime regime() {
    return Regime.of(level, slope, jumped);
  }

  double margin(List<Margin> margins) {
    return margins.get(regime().ordinal()).factor();
  }

  /** The highest demand to reckon with until a share set now has its effect. */
  double expectedNear(Duration lead) {
    double base = base(level, slope, Facts.seconds(lead), NEAR_DAMP);
    return Math.max(level, base * margin(near));
  }

  /** The highest demand to reckon with until instances asked for now are ready and found. */
  double expectedFar(Duration lead) {
    return base(level, slope, Facts.seconds(lead), FAR_DAMP) * margin(far);
  }

  /** The highest demand to reckon with before an instance let go now would be missed. */
  double expectedStay() {
    return level * margin(stay);
  }

  /** Standard deviation of demand from second to second, req/s. */
  double noisePerSecond(Duration slot) {
    return Math.sqrt(noise * Facts.seconds(slot));
  }
}
