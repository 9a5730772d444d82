package dev.spillway.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What spill, hold and resume share: a reason, a dry run, and the plan that follows. */
abstract class Intervening implements Callable<Integer> {
  @Mixin ApiOptions options = new ApiOptions();
  @Mixin Output output = new Output();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for by hand",
      description = "Why; kept in the events (default: ${DEFAULT-VALUE}).")
  String reason = "";

  @Option(names = "--dry-run", description = "Show the plan that would follow, and change nothing.")
  boolean dryRun;

  /** The path's last element. */
  abstract String verb();

  /** Adds what this command needs beside the reason. */
  abstract void fill(ObjectNode body);

  @Override
  public Integer call() {
    ObjectNode body = new ObjectMapper().createObjectNode().put("reason", reason);
    fill(body);
    Api api = options.connect();
    String path = "/api/v1/apps/" + options.appName(api) + "/" + verb();
    JsonNode answer = api.post(path + (dryRun ? "?dry-run=true" : ""), body);
    if (output.json()) {
      output.print(answer);
    } else {
      output.print(
          (dryRun ? "Nothing was changed. This would follow:\n" : "") + PlanCommand.text(answer));
    }
    return 0;
  }

  /** ISO form of a duration such as {@code 2h}. */
  static String iso(@Nullable Duration duration, Duration otherwise) {
    return (duration == null ? otherwise : duration).toString();
  }
}
