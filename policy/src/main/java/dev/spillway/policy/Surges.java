package dev.spillway.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Jumps of demand that come back at the same minute: of each half hour, hour, day or week (UTC).
 * For every minute of each period in which demand ever jumped, a running probability that it does
 * so again and the jump's size are kept; what hardly ever comes back is forgotten. A jump is faster
 * than a start plus DNS, so instances for it must be ready, and have their share, before.
 *
 * @param known minutes that ever saw a jump, at most {@value #MOST}
 * @param since the first minute that was seen, minutes since 1970
 * @param minute the running one
 * @param hit size of the jump that began in the running minute; 0 when none did
 * @param began when the latest jump began, seconds since 1970; 0 when none did
 * @param before demand before it, req/s
 */
public record Surges(
    List<Known> known, long since, long minute, double hit, long began, double before) {

  /**
   * @param period in minutes
   * @param phase minutes into the period
   * @param trials how often this minute was seen
   * @param probability that demand jumps
   * @param size demand after the jump as a multiple of demand before
   */
  public record Known(int period, int phase, int trials, double probability, double size) {
    Known next(double hit) {
      double gain = Math.max(SLOWEST, 1.0 / (2 + trials));
      double moved = probability + gain * ((hit > 0 ? 1 : 0) - probability);
      double nextSize = hit <= 0 ? size : size == 0 ? hit : size + 0.3 * (hit - size);
      return new Known(period, phase, trials + 1, moved, nextSize);
    }

    boolean is(long at) {
      return at % period == phase;
    }
  }

  static final Surges NONE = new Surges(List.of(), 0, 0, 0, 0, 0);
  static final int MOST = 96;

  private static final int[] PERIODS = {30, 60, 24 * 60, 7 * 24 * 60};
  private static final double SLOWEST = 0.03;
  private static final double FORGOTTEN = 0.02;

  /** A rise by this factor within six slots, to near home's capacity, is a jump. */
  private static final double RISE = 1.6;

  private static final double NEAR_CAPACITY = 0.8;
  private static final int RISE_SLOTS = 6;
  private static final int PAST_SLOTS = 5;
  private static final int GROWN_SLOTS = 9;

  /** So long after a jump nothing counts as another one. */
  private static final long APART = 600;

  /**
   * What being ready costs against what it saves: the instances for a jump are paid for some four
   * minutes, missing they lose two minutes' overflow; a request is worth some twenty times the
   * instance time that serves it.
   */
  private static final double WORTH = 0.23;

  private static final int TRIALS = 4;

  public Surges {
    known = List.copyOf(known);
  }

  /** After a gap. */
  Surges resumed() {
    return new Surges(known, since, 0, 0, began, before);
  }

  /** At the end of each slot. */
  Surges with(List<Outlook.Slot> slots, Instant wall, double capacity) {
    long second = wall.getEpochSecond();
    long now = second / 60;
    Surges next = now == minute ? this : minute == 0 ? begun(now) : closed(now);
    if (slots.size() < RISE_SLOTS + PAST_SLOTS) {
      return next;
    }
    double past = 0;
    for (int i = RISE_SLOTS; i < RISE_SLOTS + PAST_SLOTS; i++) {
      past += slots.get(i).mean() / PAST_SLOTS;
    }
    double here = slots.getFirst().mean();
    double ratio = here / Math.max(past, 1e-9);
    if (ratio > RISE && here > NEAR_CAPACITY * capacity && second - next.began > APART) {
      return new Surges(next.known, next.since, next.minute, ratio, second, past);
    }
    return next.grown(slots, second);
  }

  private Surges begun(long now) {
    return new Surges(known, since == 0 ? now : since, now, 0, began, before);
  }

  /** Once the jump has come to its end, its size is what it came to. */
  private Surges grown(List<Outlook.Slot> slots, long second) {
    double slot = began == 0 ? 0 : (second - began) / (double) GROWN_SLOTS;
    if (before <= 0 || slot < 1 || slots.size() < GROWN_SLOTS) {
      return this;
    }
    double size = slots.getFirst().mean() / before;
    long at = began / 60;
    List<Known> next =
        known.stream()
            .map(k ->
                k.is(at) && k.size() < size
                    ? new Known(k.period(), k.phase(), k.trials(), k.probability(), size)
                    : k)
            .toList();
    return new Surges(next, since, minute, hit, began, 0);
  }

  private Surges closed(long now) {
    List<Known> next = new ArrayList<>(known.size() + PERIODS.length);
    for (Known k : known) {
      Known seen = k.is(minute) ? k.next(hit) : k;
      if (seen.probability() >= FORGOTTEN) {
        next.add(seen);
      }
    }
    if (hit > 0) {
      for (int period : PERIODS) {
        if (next.stream().noneMatch(k -> k.period() == period && k.is(minute))) {
          int trials = (int) ((minute - since) / period);
          next.add(new Known(period, (int) (minute % period), trials, 0, 0).next(hit));
        }
      }
    }
    if (next.size() > MOST) {
      next.sort(Comparator.comparingDouble(Known::probability).reversed());
      next = next.subList(0, MOST);
    }
    return new Surges(next, since, now, 0, began, before);
  }

  /**
   * How many times the present demand to be ready for within the lead; 0 when no jump is likely
   * enough to pay for.
   */
  double expected(Instant wall, Duration lead) {
    long second = wall.getEpochSecond();
    if (known.isEmpty() || (began != 0 && second - began < APART)) {
      return 0;
    }
    double most = 0;
    for (long at = (second - 20) / 60; at <= (second + lead.toSeconds()) / 60; at++) {
      for (Known k : known) {
        if (k.is(at) && k.trials() >= TRIALS && k.probability() >= WORTH && k.size() > 1.5) {
          most = Math.max(most, k.size());
        }
      }
    }
    return most;
  }
}
