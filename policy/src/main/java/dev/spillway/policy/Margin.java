package dev.spillway.policy;

/**
 * How far above its forecast demand goes: a running estimate of a quantile q of <em>highest slot of
 * the window / forecast at its start</em>. With each ratio that was seen, the factor moves up by a
 * step · q when the ratio was above it, else down by step · (1 − q) (Robbins and Monro 1951), on
 * the logarithm, so it rests where a fraction q of the ratios lies below. The step is measured in
 * the ratios' own spread: a quiet app's factor is fine, a wild one's quick. Three numbers, no
 * history.
 *
 * @param factor at least {@value #LEAST}
 * @param spread running mean distance of the ratios from the factor, logarithmic
 * @param seen ratios so far, counted to {@value #SETTLED}
 */
public record Margin(double factor, double spread, int seen) {
  static final int SETTLED = 1000;

  /** A forecast that is always too high may be corrected downwards so far. */
  private static final double LEAST = 0.89;

  /** Step per spread once settled: a factor off by one spread is right after some 50 ratios. */
  private static final double RATE = 0.01;

  private static final double SPREAD_RATE = 0.02;

  static Margin guess(double factor) {
    return new Margin(factor, factor - 1, 0);
  }

  Margin with(double ratio, double quantile) {
    double error = Math.log(Math.max(1e-9, ratio) / factor);
    double width = spread + SPREAD_RATE * (Math.min(Math.abs(error), 1) - spread);
    int count = Math.min(SETTLED, seen + 1);
    double step = 2 * Math.max(RATE, 0.5 / (5 + count)) * (width + 0.01);
    double moved = factor * Math.exp(error > 0 ? step * quantile : -step * (1 - quantile));
    return new Margin(Math.max(LEAST, moved), width, count);
  }
}
