package dev.spillway.simulator.policies;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.simulator.Contender;

/** No public site at all: what happens without Spillway. */
public final class PrivateOnly implements Contender {
  @Override
  public String name() {
    return "private-only";
  }

  @Override
  public Plan next(Observation observation, Now now) {
    return Plan.EMPTY;
  }
}
