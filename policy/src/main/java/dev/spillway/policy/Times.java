package dev.spillway.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A distribution of times, as the latest {@value #KEPT} of them: platforms change their habits, so
 * old ones say nothing.
 *
 * @param seconds newest first
 */
public record Times(List<Double> seconds) {
  static final int KEPT = 16;
  static final Times NONE = new Times(List.of());

  public Times {
    seconds = List.copyOf(seconds);
  }

  Times with(double taken) {
    List<Double> next = new ArrayList<>(KEPT);
    next.add(taken);
    next.addAll(seconds.subList(0, Math.min(seconds.size(), KEPT - 1)));
    return new Times(next);
  }

  boolean none() {
    return seconds.isEmpty();
  }

  /**
   * The time that a fraction {@code q} of them stays within, by nearest rank; with fewer than five
   * and q above 0.8, the longest.
   *
   * @throws IllegalStateException when there is none
   */
  double quantile(double q) {
    if (seconds.isEmpty()) {
      throw new IllegalStateException("no time was measured yet");
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    int rank = (int) Math.ceil(q * sorted.size() - 1e-9);
    return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
  }
}
