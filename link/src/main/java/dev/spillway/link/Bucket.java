package dev.spillway.link;

/**
 * A rate as a bucket that fills steadily: it is open while it holds something, and what is used may
 * go below zero, which is paid back before it opens again. So the long-run rate is kept whatever
 * the size of the pieces. Holds at most what flows in a tenth of a second, but one at least. Pure:
 * every call brings its time. Safe for any thread.
 */
final class Bucket {
  private static final double HELD_SECONDS = 0.1;

  private final double perNano;
  private final double most;
  private double level;
  private long last;

  /**
   * @param perSecond infinite for no limit
   */
  Bucket(double perSecond, long now) {
    perNano = perSecond / 1e9;
    most = Math.max(1, perSecond * HELD_SECONDS);
    level = most;
    last = now;
  }

  synchronized boolean isOpen(long now) {
    level = Math.min(most, level + (now - last) * perNano);
    last = now;
    return level > 0;
  }

  synchronized void use(long amount) {
    level -= amount;
  }
}
