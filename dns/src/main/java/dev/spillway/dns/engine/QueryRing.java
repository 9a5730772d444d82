package dev.spillway.dns.engine;

/**
 * Sampled queries of one worker on their way to the log. Written by that worker only, read by the
 * log's thread only: no lock, and no memory for a query.
 */
final class QueryRing {
  /** Takes queries out of a ring. */
  interface Reader {
    /**
     * @param network {@link dev.spillway.dns.answer.Source#network}
     * @param site its number among the counters; -1 for none
     * @param names holds the asked name in wire form
     * @param length of the name; 0 when none could be read
     */
    void read(
        long epochMillis,
        long network,
        int type,
        int rcode,
        int site,
        byte[] names,
        int from,
        int length);
  }

  /** The longest name in wire form (RFC 1035 section 2.3.4). */
  private static final int NAME_BYTES = 255;

  private final int slots;
  private final long[] millis;
  private final long[] networks;
  private final int[] types;
  private final int[] rcodes;
  private final int[] sites;
  private final int[] lengths;
  private final byte[] names;
  private volatile long written;
  private volatile long read;

  /**
   * @param slots queries that may wait
   */
  QueryRing(int slots) {
    this.slots = slots;
    millis = new long[slots];
    networks = new long[slots];
    types = new int[slots];
    rcodes = new int[slots];
    sites = new int[slots];
    lengths = new int[slots];
    names = new byte[slots * NAME_BYTES];
  }

  /** Takes one in; false when the ring is full. */
  boolean offer(
      long epochMillis, long network, int type, int rcode, int site, byte[] name, int length) {
    long next = written;
    if (next - read >= slots) {
      return false;
    }
    int at = (int) (next % slots);
    millis[at] = epochMillis;
    networks[at] = network;
    types[at] = type;
    rcodes[at] = rcode;
    sites[at] = site;
    lengths[at] = length;
    System.arraycopy(name, 0, names, at * NAME_BYTES, length);
    written = next + 1; // volatile: the reader sees all of the slot
    return true;
  }

  /** Gives all that wait to the reader. */
  void drain(Reader to) {
    long end = written;
    for (long next = read; next < end; next++) {
      int at = (int) (next % slots);
      to.read(
          millis[at],
          networks[at],
          types[at],
          rcodes[at],
          sites[at],
          names,
          at * NAME_BYTES,
          lengths[at]);
    }
    read = end;
  }
}
