package dev.spillway.core;

import java.time.Instant;

/** Where the shell takes its time from; tests pass one that they advance themselves. */
@FunctionalInterface
public interface Ticker {
  Now now();

  /** The machine's clocks. */
  static Ticker system() {
    return () -> new Now(System.nanoTime(), Instant.now());
  }
}
