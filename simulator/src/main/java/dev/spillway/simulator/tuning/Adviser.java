package dev.spillway.simulator.tuning;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Rate;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Simulation;
import dev.spillway.simulator.Variant;
import dev.spillway.simulator.policies.SpillwayPolicy;
import dev.spillway.simulator.reports.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs Spillway's policy over a grid of settings: when to spill crossed with the idle level, and
 * home's and an instance's capacity around what they are.
 */
public final class Adviser {
  private static final List<Double> SPILL_AT = List.of(0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0);
  private static final List<IdleLevel> IDLE = List.of(IdleLevel.ZERO, IdleLevel.HOT);
  private static final List<Double> HOME = List.of(0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5);
  private static final List<Double> INSTANCE = List.of(0.5, 1.0, 2.0);

  private record Trial(String axis, String setting, double x, boolean current, Rules rules) {}

  private Adviser() {}

  /** Uses all processors; told after each trial. */
  public static Advice advise(Settings settings, Rates rates, Runs.Done told) {
    List<Trial> trials = trials(settings.rules());
    AtomicInteger done = new AtomicInteger();
    told.done(0, trials.size());
    List<Point> points =
        trials.parallelStream()
            .map(trial -> {
              var result =
                  Simulation.run(
                      settings.with(trial.rules), new SpillwayPolicy(trial.rules), rates, m -> {});
              told.done(done.incrementAndGet(), trials.size());
              return new Point(trial.axis, trial.setting, trial.x, trial.current, result);
            })
            .toList();
    return new Advice(100 * settings.rules().tuning().errors(), points);
  }

  private static List<Trial> trials(Rules rules) {
    List<Trial> all = new ArrayList<>();
    IdleLevel idleNow =
        rules.sites().stream()
            .filter(SiteRules::isPublic)
            .map(SiteRules::idle)
            .findFirst()
            .orElse(IdleLevel.ZERO);
    double spillNow = rules.tuning().spillAt();
    List<Double> spills = new ArrayList<>(SPILL_AT);
    if (spills.stream().noneMatch(s -> Math.abs(s - spillNow) < 1e-9)) {
      spills.add(spillNow);
      spills.sort(Double::compare);
    }
    for (IdleLevel idle : IDLE) {
      for (double spill : spills) {
        boolean current =
            Math.abs(spill - spillNow) < 1e-9
                && (idle == IdleLevel.ZERO) == (idleNow == IdleLevel.ZERO);
        String name =
            "spill-at " + percent(spill) + ", idle " + idle.name().toLowerCase(Locale.ROOT);
        Rules changed =
            Variant.of(Variant.spillAt(rules, spill), null, null, null, null, idle, null, null);
        all.add(new Trial("spill-at", name, spill, current, changed));
      }
    }
    double home = sum(rules, false);
    for (double factor : HOME) {
      Rate rate = Rate.perSecond(home * factor);
      Rules changed = Variant.of(rules, rate, null, null, null, null, null, null);
      all.add(
          new Trial("home", "capacity " + perSecond(rate), rate.perSecond(), factor == 1, changed));
    }
    double each = sum(rules, true);
    for (double factor : INSTANCE) {
      Rate rate = Rate.perSecond(each * factor);
      Rules changed = Variant.of(rules, null, rate, null, null, null, null, null);
      all.add(
          new Trial(
              "instance", "instance " + perSecond(rate), rate.perSecond(), factor == 1, changed));
    }
    return all;
  }

  /** Home's capacity in all, or an instance's at the first public site. */
  private static double sum(Rules rules, boolean rented) {
    var found =
        rules.sites().stream()
            .filter(s -> s.isPublic() == rented)
            .mapToDouble(s -> s.capacity().perSecond());
    return rented ? found.findFirst().orElse(1) : found.sum();
  }

  static String percent(double fraction) {
    return Math.round(fraction * 100) + "%";
  }

  private static String perSecond(Rate rate) {
    return String.format(Locale.ROOT, "%.3g/s", rate.perSecond());
  }
}
