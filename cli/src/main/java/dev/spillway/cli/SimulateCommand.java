package dev.spillway.cli;

import dev.spillway.config.AppFile;
import dev.spillway.config.ConfigException;
import dev.spillway.core.App;
import dev.spillway.core.Rules;
import dev.spillway.simulator.Result;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Simulation;
import dev.spillway.simulator.readers.Series;
import dev.spillway.simulator.readers.SeriesException;
import dev.spillway.simulator.readers.SeriesReader;
import dev.spillway.simulator.reports.ResultTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.ObjectMapper;

@Command(
    name = "simulate",
    description = {
      "Replays recorded traffic through the policy: loss, cost and changes, beside a home without",
      "public site and one that is always on."
    },
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = {
        "An access log (Common or Combined), or CSV with the header",
        "t_seconds,requests_per_second; may be gzipped."
      })
  Path file = Path.of("");

  @Option(
      names = {"-a", "--app-file"},
      required = true,
      paramLabel = "FILE",
      description = "The app's file: its sites, capacities and policy are what is simulated.")
  Path appFile = Path.of("");

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Multiply all rates (default: ${DEFAULT-VALUE}).")
  double scale = 1;

  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw Failure.usage("--scale is a number above 0, not " + scale);
    }
    App app = app();
    Series series = series();
    Rules rules = Rules.of(app, site -> true);
    List<Result> results = Simulation.compare(Settings.of(rules), series.scaled(scale).rates());
    if (output.json()) {
      output.print(new ObjectMapper().valueToTree(results));
    } else {
      if (series.badLines() > 0) {
        output.print(series.badLines() + " lines of " + file + " were not understood and left out");
      }
      output.print(ResultTable.text(results));
    }
    return 0;
  }

  private App app() {
    try {
      return AppFile.load(appFile, Adapters.described());
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private Series series() {
    try {
      return SeriesReader.read(file);
    } catch (SeriesException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
