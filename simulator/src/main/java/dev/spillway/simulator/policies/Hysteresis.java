package dev.spillway.simulator.policies;

import dev.spillway.simulator.Settings;

/**
 * Static thresholds on the mean of a minute: out above 80 % of home, back below 50 %. What is above
 * 80 % goes public; instances are sized at 80 % of their capacity, released below 50 %, and kept
 * 300 s after the return.
 */
final class Hysteresis extends Plain {
  private static final double HIGH = 0.8;
  private static final double LOW = 0.5;
  private static final long DRAIN = 300;

  private final Recent rates = new Recent(60 / tick);
  private boolean out;
  private int count;
  private long drainedAt;

  Hysteresis(Settings settings) {
    super(settings);
  }

  @Override
  public String name() {
    return "hysteresis";
  }

  @Override
  Wish decide(Sample s) {
    rates.add(s.total());
    double rate = rates.mean();
    if (!out && rate > HIGH * home) {
      out = true;
    } else if (out && rate < LOW * home) {
      out = false;
      drainedAt = s.second() + DRAIN;
    }
    if (!out) {
      count = s.second() >= drainedAt ? 0 : count;
      return new Wish(0, count);
    }
    double over = Math.max(0, rate - HIGH * home);
    int up = Math.max(1, (int) Math.ceil(over / (HIGH * each) - 1e-9));
    int down = Math.max(1, (int) Math.ceil(over / (LOW * each) - 1e-9));
    count = up > count ? up : Math.min(down, count);
    return new Wish(overflowShare(over, rate, s.ready()), count);
  }
}
