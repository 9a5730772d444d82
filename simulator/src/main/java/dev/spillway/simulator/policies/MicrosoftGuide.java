package dev.spillway.simulator.policies;

import dev.spillway.simulator.Settings;

/**
 * As Microsoft's guide to cross-cloud scaling builds it: each minute one threshold of 80 % of home
 * on the mean of five minutes toggles all traffic; the plan has at least one instance, two more
 * when CPU is above 50 % over ten minutes, one fewer below 30 %, with five minutes between changes.
 */
final class MicrosoftGuide extends Plain {
  private static final double THRESHOLD = 0.8;
  private static final long COOL_DOWN = 300;

  private final Recent rates = new Recent(300 / tick);
  private final Recent cpu = new Recent(600 / tick);
  private int count = 1;
  private boolean out;
  private long coolUntil;
  private long next;

  MicrosoftGuide(Settings settings) {
    super(settings);
  }

  @Override
  public String name() {
    return "microsoft-guide";
  }

  @Override
  public Start start() {
    return new Start(0, Math.min(1, most()));
  }

  @Override
  Wish decide(Sample s) {
    rates.add(s.total());
    double capacity = s.ready() * each;
    cpu.add(capacity > 0 ? Math.min(1, s.away() / capacity) : 0);
    if (s.second() < next) {
      return Wish.NOTHING;
    }
    next = s.second() + 60;
    out = rates.mean() > THRESHOLD * home;
    if (s.second() >= coolUntil && cpu.full()) {
      double busy = cpu.mean();
      if (busy > 0.5) {
        count += 2;
        coolUntil = s.second() + COOL_DOWN;
      } else if (busy < 0.3 && count > 1) {
        count--;
        coolUntil = s.second() + COOL_DOWN;
      }
      count = Math.min(count, Math.max(1, most()));
    }
    return new Wish(out ? 1 : 0, count);
  }
}
