package dev.spillway.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "hold",
    description = "Leaves the shares as they are; a dead site still loses its share.",
    mixinStandardHelpOptions = true)
final class HoldCommand extends Intervening {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "When it ends by itself, such as 30min or 2h (default: 1h).")
  @Nullable Duration time;

  @Override
  String verb() {
    return "hold";
  }

  @Override
  void fill(ObjectNode body) {
    body.put("for", iso(time, Duration.ofHours(1)));
  }
}
