package dev.spillway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "plan",
    description = "Shows what would be done now, and changes nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Mixin ApiOptions options = new ApiOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    Api api = options.connect();
    JsonNode plan = api.get("/api/v1/apps/" + options.appName(api) + "/plan");
    if (output.json()) {
      output.print(plan);
    } else {
      output.print(text(plan));
    }
    return 0;
  }

  /** Headline, then the steps in order, then what no step ends. */
  static String text(JsonNode plan) {
    StringBuilder text = new StringBuilder();
    text.append(plan.path("decision").path("headline").asString()).append('\n');
    JsonNode steps = plan.path("steps");
    if (steps.isEmpty()) {
      text.append("Nothing to do.\n");
    }
    int number = 1;
    for (JsonNode step : steps) {
      text.append(String.format("%3d. %s%n", number++, step.asString()));
    }
    for (JsonNode one : plan.path("standing")) {
      text.append("Paid for, burst or not: ").append(one.asString()).append('\n');
    }
    return text.toString();
  }
}
