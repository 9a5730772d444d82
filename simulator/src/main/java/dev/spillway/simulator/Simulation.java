package dev.spillway.simulator;

import dev.spillway.core.Now;
import dev.spillway.simulator.policies.AlwaysOn;
import dev.spillway.simulator.policies.PrivateOnly;
import dev.spillway.simulator.policies.SpillwayPolicy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Replays a series of rates. Deterministic; one call uses the caller's thread only. */
public final class Simulation {
  private Simulation() {}

  /**
   * Runs Spillway's own policy.
   *
   * @param rates requests per second, one for each second
   * @param sink told of every second, in order
   */
  public static Result run(Settings settings, double[] rates, Consumer<Moment> sink) {
    return run(settings, new SpillwayPolicy(settings.rules()), rates, sink);
  }

  /** Runs any policy. */
  public static Result run(
      Settings settings, Contender contender, double[] rates, Consumer<Moment> sink) {
    Plant plant = new Plant(settings);
    long tick = settings.tick().toSeconds();
    for (int second = 0; second < rates.length; second++) {
      if (second % tick == 0) {
        Now now = new Now(second * 1_000_000_000L, settings.start().plusSeconds(second));
        plant.apply(contender.next(plant.observe(second), now), second);
      }
      sink.accept(plant.second(second, rates[second]));
    }
    return plant.result(contender.name(), rates.length);
  }

  /**
   * Spillway's policy, then no public site at all, then enough instances for the peak all the time.
   */
  public static List<Result> compare(Settings settings, double[] rates) {
    List<Supplier<Contender>> contenders =
        List.of(
            () -> new SpillwayPolicy(settings.rules()),
            PrivateOnly::new,
            () -> new AlwaysOn(settings.rules(), rates));
    return contenders.stream().map(c -> run(settings, c.get(), rates, second -> {})).toList();
  }
}
