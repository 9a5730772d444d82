package dev.spillway.simulator.policies;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Rules;
import dev.spillway.policy.Decided;
import dev.spillway.policy.Memory;
import dev.spillway.policy.Planner;
import dev.spillway.policy.Policy;
import dev.spillway.simulator.Contender;

/** The code that decides live. */
public final class SpillwayPolicy implements Contender {
  private final Rules rules;
  private Memory memory = Memory.fresh();

  public SpillwayPolicy(Rules rules) {
    this.rules = rules;
  }

  /** What it has learned so far. */
  public Memory memory() {
    return memory;
  }

  @Override
  public String name() {
    return "spillway";
  }

  @Override
  public Plan next(Observation observation, Now now) {
    Decided decided = Policy.decide(rules, memory, observation, now);
    memory = decided.memory();
    return Planner.plan(rules, decided.decision(), decided.memory(), observation);
  }
}
