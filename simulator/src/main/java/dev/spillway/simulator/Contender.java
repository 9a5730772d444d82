package dev.spillway.simulator;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;

/** A policy that a simulation can be run with. One object serves one run, on one thread. */
public interface Contender {
  /** For tables: lower case, words joined by dashes. */
  String name();

  /** What to change now; called once a tick, and where {@link #due} says so. */
  Plan next(Observation observation, Now now);

  /** Whether there is something to change at this second, although no tick is due. */
  default boolean due(long second) {
    return false;
  }

  /** What is there at the first second, as if it always had been. */
  default Start start() {
    return Start.NOTHING;
  }

  /**
   * @param share of the first public site, 0 to 1
   * @param instances that are ready there
   */
  record Start(double share, int instances) {
    public static final Start NOTHING = new Start(0, 0);
  }
}
