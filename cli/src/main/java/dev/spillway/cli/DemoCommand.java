package dev.spillway.cli;

import dev.spillway.demo.Demo;
import dev.spillway.demo.DemoOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "The whole story on this machine: a shop at home, a cloud, PostgreSQL behind the link, clients",
      "that obey DNS, and the evening of a World Cup match as load. Checks itself."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--fast", description = "Three minutes of load in place of eight.")
  boolean fast;

  @Option(names = "--headless", description = "No progress line; plain lines only.")
  boolean headless;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write report.html and report.json there.")
  @Nullable Path report;

  @Option(names = "--no-spill", description = "The same load without a public site.")
  boolean noSpill;

  @Option(names = "--compare", description = "Both runs, side by side in the report.")
  boolean compare;

  @Option(names = "--keep", description = "Leave configuration, state and logs behind.")
  boolean keep;

  @Option(
      names = "--port",
      defaultValue = "8053",
      description = "The dashboard's port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  int port = 8053;

  @Override
  public Integer call() throws Exception {
    if (noSpill && compare) {
      throw Failure.usage("--compare does both runs already: leave --no-spill out");
    }
    if (port < 1 || port > 65535) {
      throw Failure.usage("--port is from 1 to 65535, not " + port);
    }
    return Demo.run(
        new DemoOptions(
            Program.commandLine(),
            Program.storefront(),
            fast,
            headless,
            report,
            noSpill,
            compare,
            keep,
            port),
        System.out);
  }
}
