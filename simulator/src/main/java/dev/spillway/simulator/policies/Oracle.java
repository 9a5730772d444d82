package dev.spillway.simulator.policies;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.simulator.Clients;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Settings;

/**
 * Knows the whole series. At each tick the smallest share that keeps home within its capacity until
 * the next share can have its effect, given what the clients do; instances are started a warm-up
 * before they are needed, and kept over a gap when that costs no more than starting them again. A
 * bound that no policy without loss undercuts by much.
 */
final class Oracle extends Plain {
  private final Schedule schedule;

  Oracle(Settings settings, Rates rates) {
    super(settings);
    this.schedule = plan(rates);
  }

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public boolean due(long second) {
    return schedule.next() <= second;
  }

  @Override
  public Plan next(Observation observation, Now now) {
    return plan(schedule.until(now.nanos() / 1_000_000_000L), observation);
  }

  @Override
  Wish decide(Sample sample) {
    return Wish.NOTHING; // never asked: it looks at no signal
  }

  private Schedule plan(Rates rates) {
    int n = rates.seconds();
    double ttlSeconds = settings().rules().tuning().ttl().toNanos() / 1e9;
    int ttl = (int) Math.max(1, Math.round(ttlSeconds));
    double stale = settings().stale();
    double fade = Math.exp(-(tick + ttl) / (10.0 * ttl));
    Clients clients = new Clients(ttlSeconds, stale, 0);
    Schedule made = new Schedule();
    Layers layers = new Layers(settings().warmUp().toSeconds(), made);
    for (int t0 = 0; t0 < n; t0 += tick) {
      double top = 0;
      for (int t = t0; t < Math.min(n, t0 + tick + ttl - 1); t++) {
        double r = rates.at(t);
        top = Math.max(top, r > home ? 1 - home / r : 0);
      }
      double late = stale * clients.staleShare() * fade;
      double share = top > 0 ? Math.clamp((top - late) / (1 - stale), 0, 1) : 0;
      made.share(t0, share);
      for (int t = t0; t < Math.min(n, t0 + tick); t++) {
        double r = rates.at(t);
        double away = r * clients.second(share);
        layers.need(t, away > 1e-6 * r ? (int) Math.ceil(away / each - 1e-9) : 0);
      }
    }
    layers.end(n);
    made.sort();
    return made;
  }
}
