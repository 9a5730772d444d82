package dev.spillway.dns.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits how often one network gets the same kind of answer, and how many bytes of all kinds, so
 * that nobody can turn us against a third party by forging its address. Safe for any thread.
 *
 * <p>For each pair of network and kind a table keeps when the next answer would be due at the
 * limited rate (generic cell rate algorithm, ITU-T I.371): 24 bits that tell the pair from others,
 * 40 bits of microseconds. An answer is due up to a second ahead of its time, so a second's worth
 * may come at once. Pairs that fall on one entry push each other out: a limit is then kept later,
 * never sooner. No lock; two threads at one entry may both count as one.
 *
 * <p>A second table keeps the same for all bytes to one network. Networks that fall on one of its
 * entries share it, and each answer is counted: however many kinds and networks somebody forges,
 * one network gets no more. Where entries lie hangs on a secret, so nobody can choose whom to share
 * one with.
 */
final class RateLimit {
  /** Bytes a second to one network, for each answer a second of one kind. */
  static final int BYTES_PER_ANSWER = 1000;

  private static final int ENTRIES = 1 << 16;
  private static final int TRIES = 4;
  private static final long TIME = (1L << 40) - 1;
  private static final long BURST_MICROS = 1_000_000;
  private static final long BURST_NANOS = 1_000_000_000;

  private final AtomicLongArray entries = new AtomicLongArray(ENTRIES);
  private final AtomicLongArray totals = new AtomicLongArray(ENTRIES);
  private final long intervalMicros;
  private final long seed;

  /**
   * @param perSecond answers of one kind to one network, 1 to 1,000,000; and that many times
   *     {@value #BYTES_PER_ANSWER} bytes of all kinds
   * @param seed known to nobody
   */
  RateLimit(int perSecond, long seed) {
    this.intervalMicros = BURST_MICROS / perSecond;
    this.seed = seed;
  }

  /**
   * Counts an answer.
   *
   * @param bytes of the answer
   * @param nanos now
   * @return false when it is one too many
   */
  boolean allows(long network, int kind, int bytes, long nanos) {
    long hash = mix(network ^ seed);
    return allowsKind(mix(hash + kind), nanos)
        && allowsBytes((int) hash & (ENTRIES - 1), bytes, nanos);
  }

  private boolean allowsKind(long hash, long nanos) {
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

  private boolean allowsBytes(int at, int bytes, long nanos) {
    long cost = bytes * intervalMicros; // a thousand bytes to a thousand nanoseconds
    for (int i = 0; i < TRIES; i++) {
      long due = totals.get(at);
      long ahead = due - nanos;
      if (ahead < 0 || ahead > 4 * BURST_NANOS) {
        ahead = 0; // past, or never used
      }
      if (ahead > BURST_NANOS) {
        return false;
      }
      if (totals.compareAndSet(at, due, nanos + ahead + cost)) {
        return true;
      }
    }
    return false; // many threads at one network's entry: it is being flooded
  }

  /** A permutation of 64 bits in which each bit of the input moves all (SplitMix64). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
