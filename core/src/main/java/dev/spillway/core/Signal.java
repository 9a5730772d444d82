package dev.spillway.core;

import java.time.Duration;

/**
 * One measured value and how old it is.
 *
 * @param value in the unit of the field that holds it
 * @param age since it was measured, on the monotonic clock
 */
public record Signal(double value, Duration age) {
  public boolean freshWithin(Duration limit) {
    return age.compareTo(limit) <= 0;
  }
}
