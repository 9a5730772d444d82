package dev.spillway.simulator;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;

/** A policy that a simulation can be run with. One object serves one run, on one thread. */
public interface Contender {
  /** For tables: lower case, words joined by dashes. */
  String name();

  /** What to change now; called once a tick. */
  Plan next(Observation observation, Now now);
}
