package dev.spillway.simulator.policies;

import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Settings;

/**
 * Enough public instances for the highest second all the time, shares by capacity: the upper bound
 * of cost, with perfect knowledge of the peak.
 */
final class AlwaysOn extends Plain {
  private final int count;

  AlwaysOn(Settings settings, Rates rates) {
    super(settings);
    double over = Math.max(0, rates.peak() - home);
    count = (int) Math.min(most(), Math.ceil(over / each - 1e-9));
  }

  @Override
  public String name() {
    return "always-on";
  }

  @Override
  public Start start() {
    return count == 0 ? Start.NOTHING : new Start(count * each / (home + count * each), count);
  }

  @Override
  Wish decide(Sample sample) {
    return Wish.NOTHING;
  }
}
