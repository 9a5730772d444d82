package dev.spillway.dns.engine;

import java.util.List;

/** Waits for threads that have been told to end. */
final class Joins {
  private static final long MOST_MILLIS = 2_000;

  private Joins() {}

  /** Waits two seconds for each at most; an interrupt is passed on. */
  static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join(MOST_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
