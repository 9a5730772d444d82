package dev.spillway.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of demand and how far it may rise within a lead time. The larger of two forecasts
 * counts:
 *
 * <pre>
 *   trend   level + slope · lead                 for ramps: smoothed level and slope (Holt)
 *   jump    level · factor                       for noise and bursts
 * </pre>
 *
 * {@code factor} is a running estimate of a quantile q of <em>highest demand within the lead /
 * level at its start</em>, as seen so far: with each observed ratio x it moves up by η·q when x is
 * above it, else down by η·(1−q) (Robbins and Monro 1951), so it is one number, needs no history
 * and comes to rest where a fraction q of the ratios lies below. There are two: the far one for
 * instances (q 0.8), the near one for shares (q 0.9). Ratios are learned only while demand is above
 * {@value #LEARN_ABOVE} of home's capacity: what happens at night says little of the day's peaks.
 *
 * <p>Demand is cut into slots of a sixteenth of the guessed lead; a slot's mean is a sample.
 *
 * @param level smoothed demand in req/s
 * @param slope its smoothed change, req/s per second
 * @param lost smoothed rejected requests per second
 * @param at of the latest sample, monotonic nanoseconds
 * @param slotBegun when the running slot began
 * @param slotSum of demand times seconds in the running slot
 * @param slots past samples, newest first
 * @param levels the level at the end of each of those slots
 * @param far learned factor for instances
 * @param near learned factor for shares
 * @param learned ratios seen so far, counted to {@value #SETTLED}
 */
public record Outlook(
    double level,
    double slope,
    double lost,
    long at,
    long slotBegun,
    double slotSum,
    List<Double> slots,
    List<Double> levels,
    double far,
    double near,
    int learned) {
  static final double LEARN_ABOVE = 0.4;
  static final int SETTLED = 1000;
  private static final int KEPT = 48;

  private static final Duration SHORTEST_SLOT = Duration.ofSeconds(1);

  /** Slots until a slope is believed: a quarter of the lead. */
  private static final int TREND_NEEDS = 4;

  /** The factors before anything is learned. */
  private static final double FIRST_GUESS = 1.2;

  /** Lower than for shares: an instance too many costs for the whole instance hold. */
  private static final double FAR_QUANTILE = 0.8;

  /** A share too small is lost requests within seconds, one too large costs little. */
  private static final double NEAR_QUANTILE = 0.9;

  /**
   * η once settled: a factor that was 0.2 too high comes down within 100 (far) to 200 (near) slots.
   */
  private static final double RATE = 0.01;

  /** Time constant of the level, in slots. */
  private static final double LEVEL = 1;

  /** Time constant of the slope, in slots: half a lead. */
  private static final double SLOPE = 8;

  public Outlook {
    slots = List.copyOf(slots);
    levels = List.copyOf(levels);
  }

  static Outlook first(double demand, double lost, long nanos) {
    return new Outlook(
        demand, 0, lost, nanos, nanos, 0, List.of(), List.of(), FIRST_GUESS, FIRST_GUESS, 0);
  }

  Outlook afterRestart(long nanos) {
    return resumed(level, 0, nanos);
  }

  /** After a gap: what was learned stays, what was measured is too old. */
  Outlook resumed(double demand, double lostNow, long nanos) {
    return new Outlook(
        demand, 0, lostNow, nanos, nanos, 0, List.of(), List.of(), far, near, learned);
  }

  /**
   * For times in which what is measured is not demand: nothing is learned and nothing forgotten.
   */
  Outlook held(long nanos) {
    return new Outlook(level, slope, lost, nanos, nanos, 0, slots, levels, far, near, learned);
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

  Outlook with(
      double demand, double lostNow, long nanos, Duration slot, double capacity, Leads leads) {
    double dt = (nanos - at) / 1e9;
    if (dt <= 0) {
      return this;
    }
    double seconds = slot.toNanos() / 1e9;
    double weight = 1 - Math.exp(-dt / (LEVEL * seconds));
    double nextLevel = level + weight * (demand - level);
    double nextSlope =
        slope + (1 - Math.exp(-dt / (SLOPE * seconds))) * ((nextLevel - level) / dt - slope);
    double nextLost = lost + weight * (lostNow - lost);
    Outlook next =
        new Outlook(
            nextLevel,
            nextSlope,
            nextLost,
            nanos,
            slotBegun,
            slotSum + demand * dt,
            slots,
            levels,
            far,
            near,
            learned);
    return nanos - slotBegun >= slot.toNanos() - 1_000_000
        ? next.closeSlot(capacity, slot, leads)
        : next;
  }

  private Outlook closeSlot(double capacity, Duration slot, Leads leads) {
    double mean = slotSum / ((at - slotBegun) / 1e9);
    List<Double> nextSlots = pushed(mean, slots);
    List<Double> nextLevels = pushed(level, levels);
    Double farRatio = ratio(nextSlots, nextLevels, leads.farSlots(slot), capacity);
    Double nearRatio = ratio(nextSlots, nextLevels, leads.nearSlots(slot), capacity);
    double eta = Math.max(RATE, 0.2 / (1 + learned));
    return new Outlook(
        level,
        slope,
        lost,
        at,
        at,
        0,
        nextSlots,
        nextLevels,
        moved(far, farRatio, FAR_QUANTILE, eta),
        moved(near, nearRatio, NEAR_QUANTILE, eta),
        farRatio == null ? learned : Math.min(SETTLED, learned + 1));
  }

  private static @Nullable Double ratio(
      List<Double> slots, List<Double> levels, int lead, double capacity) {
    if (slots.size() <= lead || levels.get(lead) < LEARN_ABOVE * capacity) {
      return null;
    }
    double highest = 0;
    for (int i = 0; i < lead; i++) {
      highest = Math.max(highest, slots.get(i));
    }
    return highest / levels.get(lead);
  }

  private static double moved(double factor, @Nullable Double ratio, double quantile, double eta) {
    if (ratio == null) {
      return factor;
    }
    return Math.max(1, ratio > factor ? factor + eta * quantile : factor - eta * (1 - quantile));
  }

  private static List<Double> pushed(double value, List<Double> values) {
    List<Double> next = new ArrayList<>(KEPT);
    next.add(value);
    next.addAll(values.subList(0, Math.min(values.size(), KEPT - 1)));
    return next;
  }

  /** The highest demand to reckon with until instances asked for now are ready and found. */
  double expectedFar(Duration lead) {
    return Math.max(level * far, level + trend() * lead.toNanos() / 1e9);
  }

  /** The highest demand to reckon with until a share set now has its effect. */
  double expectedNear(Duration lead) {
    return Math.max(level * near, level + trend() * lead.toNanos() / 1e9);
  }

  /** Where demand is and where its trend leads; without the margin for noise. */
  double headed(Duration lead) {
    return level + Math.max(0, trend()) * lead.toNanos() / 1e9;
  }

  /** Nothing before a few slots have passed: the first steps of a counter are no trend. */
  private double trend() {
    return slots.size() < TREND_NEEDS ? 0 : slope;
  }
}
