package dev.spillway.dns.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits how often one network gets the same kind of answer, so that nobody can turn us against a
 * third party by forging its address. Safe for any thread.
 *
 * <p>For each pair of network and kind the table keeps when the next answer would be due at the
 * limited rate (generic cell rate algorithm, ITU-T I.371): 24 bits that tell the pair from others,
 * 40 bits of microseconds. An answer is due up to a second ahead of its time, so a second's worth
 * may come at once. Pairs that fall on one entry push each other out: a limit is then kept later,
 * never sooner. No lock; two threads at one entry may both count as one.
 */
final class RateLimit {
  private static final int ENTRIES = 1 << 16;
  private static final long TIME = (1L << 40) - 1;
  private static final long BURST_MICROS = 1_000_000;

  private final AtomicLongArray entries = new AtomicLongArray(ENTRIES);
  private final long intervalMicros;

  /**
   * @param perSecond answers of one kind to one network, 1 to 1,000,000
   */
  RateLimit(int perSecond) {
    this.intervalMicros = BURST_MICROS / perSecond;
  }

  /**
   * Counts an answer.
   *
   * @param nanos now
   * @return false when it is one too many
   */
  boolean allows(long network, int kind, long nanos) {
    long hash = mix(network * 0x9E3779B97F4A7C15L + kind);
    int at = (int) hash & (ENTRIES - 1);
    long now = nanos / 1000 & TIME;
    long entry = entries.getOpaque(at);
    boolean known = (entry ^ hash) >>> 40 == 0;
    long ahead = known ? entry - now & TIME : 0;
    if (ahead > 2 * BURST_MICROS) {
      ahead = 0; // no entry is that far ahead: its time is past
    }
    if (ahead > BURST_MICROS) {
      return false;
    }
    entries.setOpaque(at, hash & ~TIME | now + ahead + intervalMicros & TIME);
    return true;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
    return a ^ (a >>> 32);
  }
}
