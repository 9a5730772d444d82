package dev.spillway.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "spill",
    description = "Sends a share of the clients to a public site, as soon as it can take them.",
    mixinStandardHelpOptions = true)
final class SpillCommand extends Intervening {
  @Option(names = "--to", required = true, paramLabel = "SITE", description = "The public site.")
  String to = "";

  @Option(
      names = "--share",
      required = true,
      paramLabel = "PERCENT",
      converter = Converters.Fraction.class,
      description = "The share of the clients, such as 40%%.")
  double share;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "When it ends by itself, such as 30min or 2h (default: 1h).")
  @Nullable Duration time;

  @Override
  String verb() {
    return "spill";
  }

  @Override
  void fill(ObjectNode body) {
    body.put("to", to).put("share", share).put("for", iso(time, Duration.ofHours(1)));
  }
}
