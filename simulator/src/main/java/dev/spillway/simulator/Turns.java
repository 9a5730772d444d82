package dev.spillway.simulator;

/** Counts changes of a value, and reversals of their direction within ten minutes: flaps. */
final class Turns {
  private static final long SOON = 600;

  private long changes;
  private long flaps;
  private int direction;
  private long at;

  void add(long second, double change) {
    int now = change > 0 ? 1 : -1;
    changes++;
    if (direction != 0 && now != direction && second - at <= SOON) {
      flaps++;
    }
    direction = now;
    at = second;
  }

  long changes() {
    return changes;
  }

  long flaps() {
    return flaps;
  }
}
