package dev.spillway.simulator.readers;

import java.util.List;

/**
 * Requests counted in bins. The bin is as wide as the times are exact, and at least so wide that
 * {@value #ENOUGH} requests fall into it on average: what a bin holds beyond its mean is then
 * demand rather than chance. At most a minute is taken together for that.
 */
final class Counts {
  private static final double ENOUGH = 20;
  private static final List<Integer> WIDTHS = List.of(1, 2, 5, 10, 15, 30, 60);

  /** A hole in which at least this many requests were to be expected is no chance. */
  private static final double EXPECTED = 30;

  private Counts() {}

  static Series series(SparseGrid grid, Body body, ReadOptions options, Findings findings) {
    Exactness exact = new Exactness();
    double[] total = new double[1];
    grid.each((second, sum, weight) -> {
      if (body.holds(second)) {
        total[0] += sum;
        exact.see(second - body.first());
      }
    });
    long quantum = Math.max(grid.width(), exact.quantum());
    long span = body.last() - body.first() + quantum;
    long step =
        options.step() == null ? step(total[0] / span, quantum) : options.step().toSeconds();
    step = Math.max(step, quantum);
    step = step / quantum * quantum;
    int bins = Math.toIntExact((body.last() - body.first()) / step + 1);
    double[] values = new double[bins];
    long width = step;
    grid.each((second, sum, weight) -> {
      if (body.holds(second)) {
        values[(int) ((second - body.first()) / width)] += sum / width;
      }
    });
    if (step > 1) {
      findings.remark("requests were counted in bins of " + Spans.show(step) + " (--step)");
    }
    holes(values, body.first(), step, total[0] / span, findings);
    return Assembly.of(body.first(), step, values);
  }

  private static long step(double rate, long quantum) {
    for (int width : WIDTHS) {
      if (rate * width >= ENOUGH && width >= quantum) {
        return width;
      }
    }
    return Math.max(60, quantum);
  }

  private static void holes(
      double[] values, long start, long step, double mean, Findings findings) {
    long atLeast = Math.max(60, (long) Math.ceil(EXPECTED / Math.max(1e-9, mean)));
    Gaps gaps = new Gaps();
    int since = -1;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        if (since >= 0 && (i - since - 1) * step >= atLeast) {
          gaps.add(start + (since + 1) * step, (i - since - 1) * step);
        }
        since = i;
      }
    }
    gaps.say(
        "without a request, read as no demand; if the log is incomplete there, so is the curve",
        findings);
  }

  /** The largest time that all times are a multiple of: some logs know only the minute. */
  private static final class Exactness {
    private long divisor;
    private int seen;

    void see(long offset) {
      seen++;
      long a = divisor;
      long b = offset;
      while (b != 0 && a != 1) {
        long rest = a % b;
        a = b;
        b = rest;
      }
      divisor = a;
    }

    /** A handful of times may share a divisor by chance. */
    long quantum() {
      return seen < 10 || divisor < 1 ? 1 : divisor;
    }
  }
}
