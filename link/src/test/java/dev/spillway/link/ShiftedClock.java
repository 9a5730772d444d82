package dev.spillway.link;

import dev.spillway.core.Now;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.time.Instant;

/** The machine's clocks, of which somebody sets the wall clock. */
final class ShiftedClock implements Ticker {
  private volatile Duration ahead = Duration.ZERO;

  void set(Duration toBeAhead) {
    ahead = toBeAhead;
  }

  @Override
  public Now now() {
    return new Now(System.nanoTime(), Instant.now().plus(ahead));
  }
}
