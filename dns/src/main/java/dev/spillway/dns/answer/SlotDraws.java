package dev.spillway.dns.answer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Draws that agree between A and AAAA, and that are exact also where few resolvers ask.
 *
 * <p><b>Why not sticky, why not plain chance.</b> A resolver asks once in a TTL and hands the
 * answer to all its users, who may be one or thousands. Bound to a site for good (consistent
 * hashing), four resolvers would share out in steps of a quarter for ever. Drawn anew in each TTL,
 * every one of them is right on average and errors even out over time; with R equal resolvers one
 * TTL's error is about sqrt(p(1-p)/R). Plain chance per query would do the same, but A and AAAA of
 * one client would name different sites and the client would follow the AAAA.
 *
 * <p><b>The draw.</b> For each pair (client, host) time is cut into slots of one TTL, whose borders
 * differ from pair to pair so that not all clients change at the same moment. With {@code u0 =
 * hash(seed, client, host, slot)}, the n-th question of a type within a slot gets {@code u0 + n *
 * phi mod 1} (phi the golden ratio), in 64-bit fixed point:
 *
 * <ul>
 *   <li>a resolver that caches asks A and AAAA once each: n = 0 for both, the same site; the next
 *       slot has another hash and is independent;
 *   <li>a source that asks many times within a slot (a farm or many clients behind one address)
 *       walks a sequence of low discrepancy: after N questions its share is right to about (log
 *       N)/N, much nearer than N tosses of a coin.
 * </ul>
 *
 * <p><b>Counting n.</b> A table of 65,536 entries without locks: tag (32 bits), questions for A and
 * for AAAA (16 bits each). Two pairs that fall on one entry push each other out and start at n = 0
 * again: nothing worse than the plain hash of the slot. No entry is ever waited for.
 */
public final class SlotDraws implements Draws {
  /** 2^64 divided by the golden ratio, odd. */
  private static final long PHI = 0x9E3779B97F4A7C15L;

  private static final int ENTRIES = 1 << 16;
  private static final int TRIES = 4;

  private volatile long seed;
  private final AtomicLongArray counts = new AtomicLongArray(ENTRIES);

  /**
   * @param seed servers with the same seed and the right time draw alike
   */
  public SlotDraws(long seed) {
    this.seed = seed;
  }

  /** Draws like servers with this seed from now on. */
  public void seed(long shared) {
    seed = shared;
  }

  /**
   * The same draw for a client and host at all times and on every server, so that only a change of
   * shares moves anybody. Anybody can compute it: a client could choose its site, and does not need
   * to, since it may use any address that it likes.
   */
  static long sticky(long client, int host) {
    return mix(mix(client * PHI) ^ host);
  }

  @Override
  public long next(long client, int host, boolean six, int ttlSeconds, long epochMillis) {
    long pair = mix(mix(seed + client * PHI) ^ host);
    long slotMillis = Math.max(1, ttlSeconds) * 1000L;
    long slot = Math.floorDiv(epochMillis + (pair >>> 1) % slotMillis, slotMillis);
    long first = mix(pair + slot * PHI);
    return first + ordinal(first, six) * PHI;
  }

  /** How many questions of this type came before in the slot. */
  private int ordinal(long first, boolean six) {
    int entry = (int) first & (ENTRIES - 1);
    int shift = six ? 16 : 0;
    for (int i = 0; i < TRIES; i++) {
      long old = counts.get(entry);
      boolean mine = (old ^ first) >>> 32 == 0;
      long tag = first & 0xFFFFFFFF00000000L;
      long both = mine ? old & 0xFFFFFFFFL : 0;
      int n = (int) (both >>> shift) & 0xFFFF;
      long next = (both & ~(0xFFFFL << shift)) | (long) (n + 1 & 0xFFFF) << shift;
      if (counts.compareAndSet(entry, old, tag | next)) {
        return n;
      }
    }
    return 0;
  }

  /** A permutation of 64 bits in which each bit of the input moves all (SplitMix64). */
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
