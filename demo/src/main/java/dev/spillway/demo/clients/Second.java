package dev.spillway.demo.clients;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests that were meant to be sent within one second, counted by the moment
 * they were meant to be sent. Guarded by its {@link Tally}.
 */
final class Second {
  /** How a request ended. */
  enum End {
    OK,
    TIMEOUT,
    CONNECTION,
    ERROR_5XX,
    NO_ADDRESS
  }

  final int t;
  long sent;
  final Map<End, Long> ends = new TreeMap<>();
  final Map<String, Long> served = new TreeMap<>();
  final Map<String, Long> answers = new TreeMap<>();
  final Histogram latency = new Histogram(1, 10_000_000, 2);

  Second(int t) {
    this.t = t;
  }

  long lost() {
    return sent - ends.getOrDefault(End.OK, 0L);
  }
}
