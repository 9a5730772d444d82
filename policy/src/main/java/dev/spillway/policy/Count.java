package dev.spillway.policy;

import dev.spillway.core.Tuning;
import java.time.Duration;

/**
 * How many instances are wanted. The number rises with what must be started and falls to the most
 * that was worth keeping within the instance hold, but not soon after it rose: two thirds of the
 * hold, so that starting and stopping do not take turns.
 *
 * @param keep the most instances worth keeping within the hold
 * @param wanted now
 * @param rose when the number rose last, monotonic nanoseconds
 */
public record Count(Peak keep, int wanted, long rose) {

  static Count of(int standing, long nanos) {
    return new Count(Peak.of(standing, nanos), standing, nanos);
  }

  /**
   * @param start instances that must be ready within the lead
   * @param stay instances that are worth keeping, at least {@code start}
   */
  Count with(int start, int stay, long nanos, Tuning tuning) {
    Peak next = keep.with(stay, nanos, tuning.instanceHold());
    if (start > wanted) {
      return new Count(next, start, nanos);
    }
    int held = (int) Math.round(next.max());
    Duration calm = tuning.instanceHold().multipliedBy(2).dividedBy(3);
    boolean settled = nanos - rose >= calm.toNanos();
    return new Count(next, held < wanted && settled ? held : wanted, rose);
  }
}
