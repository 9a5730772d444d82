package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What one worker counts for each query. Only its worker writes, so counting takes no lock and no
 * fence; any thread may read, and sees a value that was right a moment ago.
 */
final class Tally {
  /** What is counted beside response codes and sites. */
  enum Event {
    QUERY,
    /** A message that must not be answered. */
    DROPPED,
    /** An answer that a limit turned into "come over TCP". */
    SLIPPED,
    /** An answer that a limit kept back. */
    LIMITED,
    /** A query with a cookie of ours that was good. */
    COOKIE,
    /** A mistake of this program; the query got SERVFAIL. */
    FAULT
  }

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Keeps the counters of two workers off one cache line. */
  private static final int PADDING = 8;

  private static final int RCODES_FROM = PADDING + Event.values().length;

  private final long[] fixed = new long[RCODES_FROM + Wire.RCODES + PADDING];
  private volatile long[] sites = new long[64];

  void count(Event event) {
    increment(fixed, PADDING + event.ordinal());
  }

  void rcode(int rcode) {
    increment(fixed, RCODES_FROM + rcode);
  }

  /** Counts an answer that named the site of this number. */
  void site(int id) {
    long[] counts = sites;
    if (id >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(id + 1, counts.length * 2));
      sites = counts;
    }
    increment(counts, id);
  }

  long read(Event event) {
    return (long) LONGS.getOpaque(fixed, PADDING + event.ordinal());
  }

  long readRcode(int rcode) {
    return (long) LONGS.getOpaque(fixed, RCODES_FROM + rcode);
  }

  long readSite(int id) {
    long[] counts = sites;
    return id < counts.length ? (long) LONGS.getOpaque(counts, id) : 0;
  }

  private static void increment(long[] counts, int at) {
    LONGS.setOpaque(counts, at, (long) LONGS.getOpaque(counts, at) + 1);
  }
}
