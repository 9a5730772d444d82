package dev.spillway.core;

import java.time.Instant;

/**
 * Something that is known to bring clients: a sale, a broadcast, a deadline.
 *
 * @param name for people
 * @param from when the clients come
 * @param until when they have gone, after {@code from}
 * @param demand of all clients together to reckon with meanwhile
 */
public record KnownEvent(String name, Instant from, Instant until, Rate demand) {
  public KnownEvent {
    if (!until.isAfter(from)) {
      throw new IllegalArgumentException(name + " ends at " + until + ", not after " + from);
    }
  }

  /** Whether it touches the time from {@code begin} to {@code end}, both included. */
  public boolean within(Instant begin, Instant end) {
    return !from.isAfter(end) && !until.isBefore(begin);
  }
}
