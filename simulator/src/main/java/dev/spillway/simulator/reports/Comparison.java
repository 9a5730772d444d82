package dev.spillway.simulator.reports;

import dev.spillway.simulator.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies side by side on the same series. */
public record Comparison(List<Run> runs) {
  public Comparison {
    runs = List.copyOf(runs);
  }

  public List<Result> results() {
    return runs.stream().map(Run::result).toList();
  }

  public @Nullable Run run(String policy) {
    return runs.stream().filter(r -> r.result().policy().equals(policy)).findFirst().orElse(null);
  }

  /**
   * Instance hours as a multiple of what the oracle needs; NaN when it was not run or needs none.
   */
  public double timesOracle(Result result) {
    Run oracle = run("oracle");
    return oracle == null || oracle.result().instanceHours() == 0
        ? Double.NaN
        : result.instanceHours() / oracle.result().instanceHours();
  }
}
