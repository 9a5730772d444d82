package dev.spillway.link;

import java.net.ProtocolException;

/**
 * What one stream may still send to this end. Pure and for one thread.
 *
 * <p>The sender may have {@code size} bytes under way. Once half of them have been handed over on
 * this machine, they are credited again. When half a window went through in less than two round
 * trips, the window was the bound and not the reader, so it doubles (up to {@link
 * WindowBudget#MOST} and what the session's budget has left): 256 KiB at 50 ms would be 5 MiB/s, 16
 * MiB are 320. A reader that does not read is never credited, so its window does not grow.
 */
final class ReceiveWindow {
  /** On a fast line the round trip is below what threads need to be scheduled. */
  private static final long LEAST_ROUND_NANOS = 4_000_000;

  private final WindowBudget budget;
  private final int first;
  private int size;
  private int underWay;
  private int handedOver;
  private long lastCredit;

  ReceiveWindow(WindowBudget budget, long now) {
    this.budget = budget;
    first = budget.first();
    size = first;
    lastCredit = now;
  }

  int size() {
    return size;
  }

  void received(int bytes) throws ProtocolException {
    underWay += bytes;
    if (underWay > size) {
      throw new ProtocolException("a stream sent more than its window of " + size + " bytes");
    }
  }

  /** Bytes were handed over on this machine. Returns the credit to send now, or 0. */
  int handedOver(int bytes, long now, long roundTripNanos) {
    handedOver += bytes;
    if (handedOver < size / 2) {
      return 0;
    }
    int credit = handedOver;
    underWay -= handedOver;
    handedOver = 0;
    if (now - lastCredit < Math.max(2 * roundTripNanos, LEAST_ROUND_NANOS)) {
      int grown = budget.take(Math.min(size, WindowBudget.MOST - size));
      size += grown;
      credit += grown;
    }
    lastCredit = now;
    return credit;
  }

  /** The stream has ended: its part of the budget is free again. */
  void release() {
    budget.giveBack(size - WindowBudget.FLOOR);
    if (size > first) {
      budget.grewTo(size);
    }
  }
}
