package dev.spillway.link;

import java.util.Arrays;

/**
 * Whether the other end still answers, and how long an answer takes. Pure: every call brings its
 * time.
 *
 * <p>A ping goes out each interval. The session is dead when a ping has waited for the whole
 * deadline and nothing of the other end was heard meanwhile. Only what the other end sends counts;
 * what clients send on this side never does. Any frame of it counts and not only the pong, because
 * on a slow line a pong queues behind data that proves the same.
 */
final class Liveness {
  private static final int RECENT = 5;

  private final long pingNanos;
  private final long answerNanos;
  private long nextPing;
  private long waitingSince;
  private boolean waiting;
  private long roundTripNanos = -1;
  private final long[] recent = new long[RECENT];
  private int pongs;

  Liveness(LinkTimings timings, long now) {
    pingNanos = timings.ping().toNanos();
    answerNanos = timings.answer().toNanos();
    nextPing = now;
  }

  boolean pingDue(long now) {
    return now - nextPing >= 0;
  }

  void pinged(long now) {
    nextPing = now + pingNanos;
    if (!waiting) {
      waiting = true;
      waitingSince = now;
    }
  }

  /** Something of the other end arrived. */
  void heard() {
    waiting = false;
  }

  /**
   * @param sent the time that the ping carried; a time in the future is not believed
   */
  void ponged(long sent, long now) {
    if (now - sent >= 0) {
      roundTripNanos = now - sent;
      recent[pongs++ % RECENT] = roundTripNanos;
    }
  }

  boolean isDead(long now) {
    return waiting && now - waitingSince >= answerNanos;
  }

  /** Nanoseconds until the next call makes sense; 0 or less means now. */
  long nanosUntilNext(long now) {
    long ping = nextPing - now;
    return waiting ? Math.min(ping, waitingSince + answerNanos - now) : ping;
  }

  /** Of the last pong; negative before the first. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  /** The middle one of the last five, since one that queued behind data says little of the line. */
  long usualRoundTripNanos() {
    int known = Math.min(pongs, RECENT);
    return known == 0 ? -1 : Arrays.stream(recent, 0, known).sorted().toArray()[known / 2];
  }
}
