package dev.spillway.link;

/**
 * How much all streams of one session may have under way towards this end: the session's bound on
 * memory. Each stream gets the floor in any case, so the bound is the budget and the floor times
 * the greatest number of streams. For one thread.
 */
final class WindowBudget {
  /** What every stream may send before anything was agreed. */
  static final int FLOOR = 16 * 1024;

  static final int START = 256 * 1024;
  static final int MOST = 16 * 1024 * 1024;

  private long left;

  WindowBudget(long bytes) {
    left = bytes;
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
