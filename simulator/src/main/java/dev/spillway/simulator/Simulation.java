package dev.spillway.simulator;

import dev.spillway.core.Now;
import dev.spillway.simulator.policies.Policies;
import dev.spillway.simulator.policies.SpillwayPolicy;
import java.util.List;
import java.util.function.Consumer;

/** Replays a series of rates. Deterministic; one call uses the caller's thread only. */
public final class Simulation {
  private Simulation() {}

  /**
   * Runs Spillway's own policy.
   *
   * @param sink told of every second, in order
   */
  public static Result run(Settings settings, Rates rates, Consumer<Moment> sink) {
    return run(settings, new SpillwayPolicy(settings.rules()), rates, sink);
  }

  /** Runs any policy. */
  public static Result run(
      Settings settings, Contender contender, Rates rates, Consumer<Moment> sink) {
    Plant plant = new Plant(settings, contender.start());
    long tick = settings.tick().toSeconds();
    // Before the first window can be seen there is nothing to decide from.
    long firstSeen = tick + settings.delay().toSeconds();
    int seconds = rates.seconds();
    for (int second = 0; second < seconds; second++) {
      boolean closes = second > 0 && second % tick == 0;
      if (closes) {
        plant.closeWindows();
      }
      if ((closes && second >= firstSeen) || contender.due(second)) {
        Now now = new Now(second * 1_000_000_000L, settings.start().plusSeconds(second));
        plant.apply(contender.next(plant.observe(second), now), second);
      }
      sink.accept(plant.second(second, rates.at(second)));
    }
    return plant.result(contender.name(), seconds);
  }

  /** All known policies on the same series, Spillway's own first. */
  public static List<Result> compare(Settings settings, Rates rates) {
    return Policies.NAMES.stream()
        .map(name -> run(settings, Policies.make(name, settings, rates), rates, second -> {}))
        .toList();
  }
}
