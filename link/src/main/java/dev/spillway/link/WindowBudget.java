package dev.spillway.link;

/**
 * How much all streams of one session may have under way towards this end: the session's bound on
 * memory. Each stream gets the floor in any case, so the bound is the budget and the floor times
 * the greatest number of streams. For one thread.
 *
 * <p>A stream begins with what an earlier one grew to, as far as half of the budget goes: one that
 * has to grow first sends little for some round trips, and a loss in that time makes TCP (BBR) take
 * the line for slow for seconds.
 */
final class WindowBudget {
  /** What every stream may send before anything was agreed. */
  static final int FLOOR = 16 * 1024;

  static final int START = 256 * 1024;
  static final int MOST = 16 * 1024 * 1024;

  /** More is of no use to begin with: 80 MiB/s at 50 ms. */
  private static final int MOST_AHEAD = 4 * 1024 * 1024;

  /** So that the next ones get something as well. */
  private static final int PART_AHEAD = 8;

  private final long kept;
  private long left;
  private int grownTo = START;

  WindowBudget(long bytes) {
    left = bytes;
    kept = bytes / 2;
  }

  /** What a new stream begins with. */
  int first() {
    int usual = take(START - FLOOR);
    int wanted = Math.min(grownTo, MOST_AHEAD) - START;
    return FLOOR + usual + take((int) Math.clamp((left - kept) / PART_AHEAD, 0L, wanted));
  }

  /** A stream has ended whose window had grown to this. */
  void grewTo(int size) {
    grownTo = size;
  }

  /** Takes up to {@code wanted} bytes and returns how many there were. */
  int take(int wanted) {
    int taken = (int) Math.min(wanted, left);
    left -= taken;
    return taken;
  }

  void giveBack(int bytes) {
    left += bytes;
  }
}
