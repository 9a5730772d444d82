package dev.spillway.simulator;

import dev.spillway.core.Rate;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is otherwise in the world than the rules have it. Latencies are those of a queue with one
 * server: the idle latency divided by what is left of the capacity, at most {@value #WORST} times.
 *
 * @param follow of clients that are sent to a public site, so many really come, 0 to 2; the others
 *     go home
 * @param clientTtl how long clients keep an answer; null for its lifetime
 * @param capacities by site, of the site when private, of an instance when public; a site that is
 *     not named has what the rules say
 * @param idleLatency 99th percentile of a site without load; null when latency is not measured
 */
public record Reality(
    double follow,
    @Nullable Duration clientTtl,
    Map<String, Rate> capacities,
    @Nullable Duration idleLatency) {
  public static final Reality AS_RULED = new Reality(1, null, Map.of(), null);
  static final double WORST = 50;

  public Reality {
    if (!(follow >= 0 && follow <= 2)) {
      throw new IllegalArgumentException("clients follow by 0 to 2, not " + follow);
    }
    if (clientTtl != null && clientTtl.toNanos() <= 0) {
      throw new IllegalArgumentException("an answer is kept for a time above 0, not " + clientTtl);
    }
    capacities = Map.copyOf(capacities);
  }

  /** 99th percentile in milliseconds; null when it is not measured. */
  @Nullable Double latencyMillis(double rate, double capacity) {
    if (idleLatency == null) {
      return null;
    }
    double left = capacity <= 0 ? 0 : 1 - rate / capacity;
    return idleLatency.toNanos() / 1e6 / Math.max(1 / WORST, left);
  }
}
