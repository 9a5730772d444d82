package dev.spillway.demo.world;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, never without a bound. */
public final class Waiting {
  private static final long PAUSE_MILLIS = 50;

  private Waiting() {}

  /**
   * @param what completes the sentence "waited in vain for …"
   * @throws DemoException when it did not become true in time
   */
  public static void until(String what, Duration limit, BooleanSupplier reached) {
    if (!within(limit, reached)) {
      throw new DemoException("waited " + limit.toSeconds() + " s in vain for " + what);
    }
  }

  /** True as soon as it is reached; false when it was not reached in time. */
  public static boolean within(Duration limit, BooleanSupplier reached) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      if (reached.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoException("interrupted", e);
      }
    }
  }
}
