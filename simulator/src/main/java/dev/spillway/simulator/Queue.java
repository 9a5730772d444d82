package dev.spillway.simulator;

/** Requests that wait at a site for as long as its queue is not full. */
final class Queue {
  private double waiting;

  /**
   * One second passes.
   *
   * @param over requests above capacity; below 0: free capacity
   * @param room requests that may wait
   * @return requests that found no room
   */
  double second(double over, double room) {
    waiting = Math.max(0, waiting + over);
    double lost = Math.max(0, waiting - room);
    waiting -= lost;
    return lost;
  }
}
