package dev.spillway.simulator.reports;

import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Result;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Simulation;
import dev.spillway.simulator.policies.Policies;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs several policies, as many at once as there are processors. */
public final class Runs {
  private static final int POINTS = 900;

  /** Half of the stretch around the peak that is shown close, in seconds. */
  private static final long AROUND = 2 * 3600;

  private Runs() {}

  /** Told after each run. */
  @FunctionalInterface
  public interface Done {
    void done(int runs, int of);
  }

  /** Results come in the order of the names. */
  public static Comparison all(Settings settings, Rates rates, List<String> names, Done told) {
    long peak = peakAt(rates);
    AtomicInteger done = new AtomicInteger();
    told.done(0, names.size());
    return new Comparison(
        names.parallelStream()
            .map(name -> {
              Run run = one(settings, rates, name, peak);
              told.done(done.incrementAndGet(), names.size());
              return run;
            })
            .toList());
  }

  private static Run one(Settings settings, Rates rates, String name, long peak) {
    int seconds = rates.seconds();
    Curve whole = new Curve(0, seconds, POINTS);
    long from = Math.max(0, Math.min(peak - AROUND, seconds - 2 * AROUND));
    Curve close = new Curve(from, Math.min(2 * AROUND, seconds - from), POINTS);
    Result result =
        Simulation.run(
            settings,
            Policies.make(name, settings, rates),
            rates,
            m -> {
              whole.add(m);
              close.add(m);
            });
    return new Run(result, whole.done(), close.done());
  }

  private static long peakAt(Rates rates) {
    int at = 0;
    for (int t = 0; t < rates.seconds(); t++) {
      at = rates.at(t) > rates.at(at) ? t : at;
    }
    return at;
  }
}
