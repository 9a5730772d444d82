package dev.spillway.core;

import java.time.Duration;
import java.time.Instant;

/**
 * One moment on both clocks. Durations come from the monotonic clock alone; calendars and expiries
 * use the wall clock.
 *
 * @param nanos monotonic nanoseconds since the process began to count; only differences mean
 *     anything
 * @param wall the time of day
 */
public record Now(long nanos, Instant wall) {
  /** How long ago {@code earlierNanos} was on the monotonic clock. */
  public Duration since(long earlierNanos) {
    return Duration.ofNanos(nanos - earlierNanos);
  }
}
