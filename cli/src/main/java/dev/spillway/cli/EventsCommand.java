package dev.spillway.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

@Command(
    name = "events",
    description = "Shows what happened and why; --replay computes every logged decision again.",
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  /** What the controller gives at once, and keeps of an app. */
  private static final int MOST = 5_000;

  private static final Duration RETRY = Duration.ofSeconds(1);

  @Mixin ApiOptions options = new ApiOptions();
  @Mixin Output output = new Output();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing new events until Ctrl-C.")
  boolean follow;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      defaultValue = "50",
      description = "How many of the latest events (default: ${DEFAULT-VALUE}).")
  int last = 50;

  @Option(
      names = "--replay",
      description = "Recompute each logged decision from its logged input, and compare.")
  boolean replay;

  @Override
  public Integer call() {
    Api api = options.connect();
    String app = options.appName(api);
    if (replay) {
      return ReplayReport.print(all(api, app), output);
    }
    if (last < 1 || last > MOST) {
      throw Failure.usage("--last is a number from 1 to " + MOST + ", not " + last);
    }
    List<JsonNode> latest = new ArrayList<>();
    api.get("/api/v1/apps/" + app + "/events?limit=" + last).path("events").forEach(latest::add);
    if (output.json()) {
      ArrayNode array = new ObjectMapper().createArrayNode();
      latest.forEach(array::add);
      output.print(array);
    } else {
      latest.forEach(event -> output.print(line(event)));
    }
    if (follow) {
      long shown = latest.isEmpty() ? 0 : latest.getLast().path("seq").asLong();
      new EventFollower(
              api,
              app,
              shown,
              RETRY,
              event -> output.print(output.json() ? event.toString() : line(event)))
          .run();
    }
    return 0;
  }

  private static List<JsonNode> all(Api api, String app) {
    List<JsonNode> events = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page =
          api.get("/api/v1/apps/" + app + "/events?after=" + after + "&limit=" + PAGE)
              .path("events");
      for (JsonNode event : page) {
        events.add(event);
        after = event.path("seq").asLong();
      }
      if (page.size() < PAGE) {
        return events;
      }
    }
  }

  private static String line(JsonNode event) {
    return String.format(
        "%s  %-12s %-10s %s",
        event.path("at").asString(),
        event.path("kind").asString(),
        event.path("who").asString(""),
        event.path("text").asString());
  }
}
