package dev.spillway.bench;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.core.Signal;
import dev.spillway.core.Tuning;
import dev.spillway.policy.Decided;
import dev.spillway.policy.Memory;
import dev.spillway.policy.Planner;
import dev.spillway.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Decisions with their plan per second on one thread, and bytes allocated for each: a day of
 * demand at a tick of one second, at rest (half of home's capacity) or in a burst (twice of it).
 */
@State(Scope.Thread)
public class Decisions {
  private static final int CAPACITY = 400;

  @Param({"0.5", "2"})
  public double load;

  private final Rules rules = rules();
  private Memory memory = Memory.fresh();
  private double share;
  private int instances;
  private long second;

  @Setup
  public void settle() {
    for (int i = 0; i < 2000; i++) {
      decide();
    }
  }

  @Benchmark
  public Object decide() {
    second++;
    double demand = CAPACITY * load * (1 + 0.05 * Math.sin(second / 60.0));
    Observation seen = observation(demand);
    Now now = new Now(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
    Decided decided = Policy.decide(rules, memory, seen, now);
    memory = decided.memory();
    share = decided.decision().site("cloud").share().value();
    instances = decided.decision().site("cloud").instances();
    return Planner.plan(rules, decided.decision(), memory, seen);
  }

  private Observation observation(double demand) {
    List<InstanceView> running = new ArrayList<>();
    for (int i = 1; i <= instances; i++) {
      running.add(new InstanceView("cloud-" + i, Readiness.READY, false, ""));
    }
    InstanceView home = new InstanceView("home-1", Readiness.READY, false, "");
    return new Observation(
        List.of(
            view("home", List.of(home), 1 - share, demand),
            view("cloud", running, share, demand)),
        List.of(),
        null);
  }

  private static SiteView view(String site, List<InstanceView> all, double share, double demand) {
    Signal here = new Signal(share * demand, Duration.ofSeconds(1));
    Signal none = new Signal(0, Duration.ofSeconds(1));
    return new SiteView(
        site, all, false, false, null, Share.of(share), here, here, none, null, null, "",
        List.of());
  }

  private static Rules rules() {
    Duration s = Duration.ofSeconds(1);
    Tuning tuning =
        new Tuning(
            s.multipliedBy(20), s.multipliedBy(90), 0.95, 0.85, s.multipliedBy(480),
            s.multipliedBy(330), 0.6, 0.005, s.multipliedBy(1800), s.multipliedBy(30),
            s.multipliedBy(8), 60, null, 0.001);
    Rate capacity = Rate.perSecond(CAPACITY);
    Rate each = Rate.perSecond(100);
    return new Rules(
        List.of(
            new SiteRules("home", Role.PRIVATE, capacity, 1, null, IdleLevel.ZERO, false, false),
            new SiteRules("cloud", Role.PUBLIC, each, 20, null, IdleLevel.ZERO, false, true)),
        tuning,
        null,
        List.of());
  }

  /** {@code [--json] [--quick]} */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    int rounds = words.contains("--quick") ? 2 : 5;
    var options =
        new OptionsBuilder()
            .include("Decisions.decide")
            .forks(1)
            .warmupIterations(rounds)
            .measurementIterations(rounds)
            .warmupTime(TimeValue.seconds(2))
            .measurementTime(TimeValue.seconds(2))
            .timeUnit(TimeUnit.SECONDS)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    for (RunResult run : new Runner(options).run()) {
      String at = run.getParams().getParam("load").equals("2") ? "in a burst" : "at rest";
      print("decisions " + at, run.getPrimaryResult(), "1/s", words.contains("--json"));
      Result<?> bytes = run.getSecondaryResults().get("gc.alloc.rate.norm");
      print("allocated per decision " + at, bytes, "B", words.contains("--json"));
    }
  }

  private static void print(String name, Result<?> r, String unit, boolean json) {
    double min = r.getStatistics().getMin();
    double max = r.getStatistics().getMax();
    String form =
        json
            ? "{\"name\":\"%s\",\"value\":%.0f,\"unit\":\"%s\",\"peer\":null,\"ratio\":null,\"min\":%.0f,\"max\":%.0f}"
            : "%-36s %12.0f %-4s (%.0f to %.0f)";
    System.out.println(String.format(Locale.ROOT, form, name, r.getScore(), unit, min, max));
  }
}
