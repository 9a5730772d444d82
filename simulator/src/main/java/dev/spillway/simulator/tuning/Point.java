package dev.spillway.simulator.tuning;

import dev.spillway.simulator.Result;

/**
 * What one choice of settings came to.
 *
 * @param axis what is varied: {@code spill-at}, {@code home}, {@code instance}
 * @param setting as it would be written, such as {@code spill-at 85%, idle zero}
 * @param x where it lies on its axis
 * @param current the settings as they are
 */
public record Point(String axis, String setting, double x, boolean current, Result result) {
  /** Loses no more than {@code percent} of all requests. */
  boolean within(double percent) {
    return result.lostPercent() <= percent;
  }
}
