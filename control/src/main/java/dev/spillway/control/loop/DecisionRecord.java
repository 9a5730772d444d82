package dev.spillway.control.loop;

import dev.spillway.core.Decision;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Rules;
import dev.spillway.policy.Memory;

/** A decision with everything that it was made from, as its event holds it. */
public record DecisionRecord(
    Rules rules, Memory memory, Observation observation, Now now, Decision decision) {

  /** What a decision asks for, without the figures that change with every tick. */
  static boolean sameWish(Decision a, Decision b) {
    return a.phase() == b.phase()
        && a.bound().equals(b.bound())
        && a.sites().size() == b.sites().size()
        && java.util.stream.IntStream.range(0, a.sites().size())
            .allMatch(i ->
                a.sites().get(i).share().equals(b.sites().get(i).share())
                    && a.sites().get(i).instances() == b.sites().get(i).instances()
                    && a.sites().get(i).gateway() == b.sites().get(i).gateway());
  }
}
