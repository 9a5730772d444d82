package dev.spillway.storefront;

import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A fixed number of workers, each busy for a fixed time with one request, and a short queue in
 * front of them: the application's capacity, simulated, so that it is the same on every machine.
 *
 * <p>With equal service times and first come, first served, the start of each request is known when
 * it arrives: it is the moment at which the worker that is free first becomes free. So nothing has
 * to wait for a lock, a late wake-up costs no capacity, and a request that would wait too long is
 * turned away at once. Safe for any thread.
 */
final class Workers {
  private final long serviceNanos;
  private final long queueNanos;
  private final PriorityQueue<Long> freeAt = new PriorityQueue<>();

  /**
   * @param now the monotonic clock, nanoseconds
   */
  Workers(int count, long serviceNanos, long queueNanos, long now) {
    this.serviceNanos = serviceNanos;
    this.queueNanos = queueNanos;
    for (int i = 0; i < count; i++) {
      freeAt.add(now);
    }
  }

  /**
   * @param start when a worker takes the request, monotonic nanoseconds
   * @param end when the worker is done with it
   */
  record Turn(long start, long end) {}

  /** The request's turn; empty when it would wait longer than the queue allows. */
  synchronized Optional<Turn> admit(long now) {
    long free = freeAt.element();
    long start = Math.max(now, free);
    if (start - now > queueNanos) {
      return Optional.empty();
    }
    freeAt.remove();
    freeAt.add(start + serviceNanos);
    return Optional.of(new Turn(start, start + serviceNanos));
  }
}
