package dev.spillway.cli;

import dev.spillway.policy.Insight;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Simulation;
import dev.spillway.simulator.policies.Policies;
import dev.spillway.simulator.policies.SpillwayPolicy;
import dev.spillway.simulator.readers.SeriesException;
import dev.spillway.simulator.readers.SeriesReader;
import dev.spillway.simulator.readers.SeriesReader.Loaded;
import dev.spillway.simulator.reports.Comparison;
import dev.spillway.simulator.reports.Page;
import dev.spillway.simulator.reports.ResultTable;
import dev.spillway.simulator.reports.Runs;
import dev.spillway.simulator.tuning.Advice;
import dev.spillway.simulator.tuning.Adviser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "simulate",
    description = {
      "Replays recorded traffic through the policy: what would have been lost, what it would have"
          + " cost,",
      "beside the rules that people use today and the best that can be done."
    },
    footer = {
      "",
      "Examples:",
      "  spillway simulate /var/log/nginx/access.log*",
      "  spillway simulate --capacity 400/s --cost '0.12 USD/h' --report report.html access.log.gz",
      "  curl -s \"$PROMETHEUS/api/v1/query_range?query=...\" | spillway simulate --app-file"
          + " shop.yaml -"
    },
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "Access logs (Common or Combined), JSON lines, CSV, or a Prometheus range-query answer; may"
            + " be",
        "gzipped; '-' is standard input. Several files add up on the axis of time."
      })
  List<Path> files = List.of();

  @Mixin SimulateReading reading = new SimulateReading();
  @Mixin SimulateWorld world = new SimulateWorld();

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Multiply all rates (default: $${DEFAULT-VALUE}).")
  double scale = 1;

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these, separated by commas, of: spillway, hpa, hysteresis, microsoft-guide,"
              + " private-only, always-on, oracle.")
  List<String> policies = Policies.NAMES;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with charts; it needs no other file and no network.")
  @Nullable Path report;

  @Option(
      names = "--tune",
      description = {
        "Also try other settings: when to spill, idle level, capacities; shows loss against cost"
            + " and",
        "suggests what meets the objective for the least."
      })
  boolean tune;

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException {
    check();
    ProgressLine line = ProgressLine.standard(output.command.commandLine().getErr());
    Loaded loaded = load(line);
    Rates rates = loaded.series().times(scale);
    SimulateWorld.World made = world.world(rates, loaded.series().start());
    Settings settings = made.settings();
    Comparison comparison =
        Runs.all(
            settings,
            rates,
            policies,
            (done, of) -> line.show("simulating: " + done + " of " + of + " policies"));
    Advice advice =
        tune
            ? Adviser.advise(
                settings, rates, (done, of) -> line.show("trying settings: " + done + " of " + of))
            : null;
    Insight insight = insight(settings, rates);
    line.clear();
    if (output.json()) {
      output.print(
          SimulateJson.tree(
              loaded.reading(), made.assumed(), settings, comparison, advice, insight));
    } else {
      loaded.reading().text().forEach(output::print);
      made.assumed().forEach(output::print);
      output.print("");
      output.print(ResultTable.text(comparison));
      LearnedText.of(insight).forEach(output::print);
      if (advice != null) {
        output.print("\n" + advice.text());
      }
    }
    if (report != null) {
      write(report, Page.html(loaded.reading(), made.assumed(), settings, comparison, advice));
    }
    return 0;
  }

  /** What the policy knows of this world at the end. */
  private static Insight insight(Settings settings, Rates rates) {
    SpillwayPolicy policy = new SpillwayPolicy(settings.rules());
    Simulation.run(settings, policy, rates, moment -> {});
    return Insight.of(settings.rules(), policy.memory());
  }

  private void check() {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw Failure.usage("--scale is a number above 0, not " + scale);
    }
    for (String name : policies) {
      if (!Policies.NAMES.contains(name)) {
        throw Failure.usage(
            "--policies: found '" + name + "'; known are " + String.join(", ", Policies.NAMES));
      }
    }
    if (report != null && Files.isDirectory(report)) {
      throw Failure.usage("--report: " + report + " is a folder; name a file, such as report.html");
    }
  }

  private Loaded load(ProgressLine line) {
    try {
      return SeriesReader.read(
          files, reading.options(), (bytes, of) -> line.show("reading: " + read(bytes, of)));
    } catch (SeriesException e) {
      line.clear();
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static String read(long bytes, long of) {
    String done = bytes / 1_000_000 + " MB";
    return of > 0 ? done + ", " + Math.min(100, 100 * bytes / of) + " %" : done;
  }

  private void write(Path file, String page) throws IOException {
    try {
      Files.writeString(file, page);
    } catch (java.nio.file.NoSuchFileException e) {
      throw Failure.usage("--report: the folder of " + file + " does not exist");
    }
    if (!output.json()) {
      output.print("\nreport: " + file);
    }
  }
}
