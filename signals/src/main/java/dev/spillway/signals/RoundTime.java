package dev.spillway.signals;

import java.time.Duration;

/**
 * How long a round of questions goes on. Time in which this program itself did not run, because it
 * was stopped or its machine gave it no processor, is none in which an answer could have been read,
 * so it does not count. When that goes on, readings come late, and late readings are stale, which
 * moves nothing. Times are monotonic nanoseconds. For one thread.
 */
final class RoundTime {
  private final long timeout;
  private final long began;
  private long stood;

  /**
   * What a question should wait for a single thing, so that the round decides and not the socket.
   */
  static Duration patience(Duration timeout) {
    return timeout.multipliedBy(2);
  }

  RoundTime(Duration timeout, long now) {
    this.timeout = timeout.toNanos();
    this.began = now;
  }

  /** Until the next look, at most a twentieth of the timeout, so that standing still is seen. */
  long slice(long now) {
    return Math.min(left(now), Math.max(1, timeout / 20));
  }

  /** Until unanswered questions have failed; not positive when they have. */
  long left(long now) {
    return timeout + stood - (now - began);
  }

  /**
   * @param asked how long this thread wanted to wait
   * @param waited how long it was away
   */
  void waited(long asked, long waited) {
    stood += Math.max(0, waited - asked);
  }
}
