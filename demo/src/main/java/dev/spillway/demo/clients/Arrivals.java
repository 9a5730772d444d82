package dev.spillway.demo.clients;

import java.util.SplittableRandom;

/**
 * The moments at which clients send requests: a Poisson process whose rate follows a trace. The
 * same seed gives the same moments. Not safe for several threads.
 */
final class Arrivals {
  private static final double LOWEST_RATE = 0.1;

  private final Trace trace;
  private final SplittableRandom random;
  private double t;

  Arrivals(Trace trace, long seed) {
    this.trace = trace;
    this.random = new SplittableRandom(seed);
  }

  /** Seconds from the start to the next request; never falls. */
  double next() {
    // The rate is taken as constant for one gap: with many requests per bin the error is far below
    // the noise of the process itself.
    t += -Math.log(1 - random.nextDouble()) / Math.max(LOWEST_RATE, trace.at(t));
    return t;
  }
}
