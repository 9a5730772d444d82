package dev.spillway.simulator.readers;

import java.util.HashMap;
import java.util.Map;

/**
 * Rates at some times, brought to even distances: the distance that is most common. Between samples
 * it is interpolated on a straight line, over gaps as well, which are reported.
 */
final class Samples {
  private static final int DISTANCES = 1000;

  /** Above this part of odd distances there is no common one: every second gets its value. */
  private static final double ODD = 0.05;

  private static final int FEW = 20;

  private Samples() {}

  static Series series(Collector collector, Body body, ReadOptions options, Findings findings) {
    SparseGrid grid = collector.total;
    long step = options.step() == null ? distance(grid, body) : options.step().toSeconds();
    step = Math.max(step, grid.width());
    int count = Math.toIntExact((body.last() - body.first()) / step + 1);
    double[] values = filled(grid, body, step, count, findings);
    double factor = factor(collector, options, step);
    Ups ups = new Ups();
    for (int i = 0; i < count; i++) {
      values[i] *= factor;
      ups.see(values[i]);
    }
    ups.say(findings);
    findings.remark("a rate every " + Spans.show(step));
    return Assembly.of(body.first(), step, values);
  }

  private static double factor(Collector collector, ReadOptions options, long step) {
    if (options.per() != null) {
      return 1e9 / options.per().toNanos();
    }
    return collector.areCountsPerStep() ? 1.0 / step : 1;
  }

  /** The most common distance of neighbours; the grid's own where there is none. */
  private static long distance(SparseGrid grid, Body body) {
    Map<Long, Long> distances = new HashMap<>();
    long[] previous = {Long.MIN_VALUE};
    grid.each((second, sum, weight) -> {
      if (body.holds(second)) {
        if (previous[0] != Long.MIN_VALUE && distances.size() < DISTANCES) {
          distances.merge(second - previous[0], 1L, Long::sum);
        }
        previous[0] = second;
      }
    });
    long all = distances.values().stream().mapToLong(n -> n).sum();
    long common =
        distances.entrySet().stream()
            .max(Map.Entry.<Long, Long>comparingByValue().thenComparing(e -> -e.getKey()))
            .map(Map.Entry::getKey)
            .orElse(grid.width());
    long odd =
        distances.entrySet().stream()
            .filter(e -> e.getKey() % common != 0)
            .mapToLong(Map.Entry::getValue)
            .sum();
    return odd > ODD * all ? grid.width() : common;
  }

  private static double[] filled(
      SparseGrid grid, Body body, long step, int count, Findings findings) {
    double[] values = new double[count];
    Gaps gaps = new Gaps();
    long[] at = {body.first()};
    double[] rate = {Double.NaN};
    int[] next = {0};
    grid.each((second, sum, weight) -> {
      if (!body.holds(second)) {
        return;
      }
      double value = sum / weight;
      double before = Double.isNaN(rate[0]) ? value : rate[0];
      long distance = Math.max(1, second - at[0]);
      for (; next[0] < count && body.first() + next[0] * step <= second; next[0]++) {
        double part = (double) (body.first() + next[0] * step - at[0]) / distance;
        values[next[0]] = before + (value - before) * Math.min(1, part);
      }
      if (second - at[0] > step * 3 / 2 && step > 1 || second - at[0] > 60 && step == 1) {
        gaps.add(at[0], second - at[0] - step);
      }
      at[0] = second;
      rate[0] = value;
    });
    gaps.say("bridged by a straight line", findings);
    return values;
  }

  /** A curve that only grows is a counter that somebody forgot to derive. */
  private static final class Ups {
    private double last = Double.NaN;
    private double first = Double.NaN;
    private int seen;
    private int downs;

    void see(double value) {
      seen++;
      first = Double.isNaN(first) ? value : first;
      downs += value < last ? 1 : 0;
      last = value;
    }

    void say(Findings findings) {
      if (seen >= FEW && downs <= seen / 500 && last > first) {
        findings.remark(
            "CAUTION: the rates hardly ever fall, as a counter of all requests does; with"
                + " Prometheus ask for sum(rate(NAME[5m]))");
      }
    }
  }
}
