package dev.spillway.cli;

import dev.spillway.config.ControllerConfig;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.SteeringTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "dns",
    description = {
      "Answers from the last steering table on disk, as a process of its own and without a controller.",
      "A controller that runs with its own DNS must not be up on the same state folder."
    },
    mixinStandardHelpOptions = true)
final class DnsCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "controller.yaml",
      description = "The controller's file (default: ${DEFAULT-VALUE}).")
  Path config = Path.of("controller.yaml");

  @Override
  public Integer call() throws Exception {
    ControllerConfig controller = Configs.controller(config);
    if (controller.dns().isEmpty()) {
      throw Failure.usage(config + ": dns is off; name addresses under dns: listen:");
    }
    SteeringTable table = SteeringTable.open(controller.state().resolve("dns"));
    return Waiting.untilAsked(DnsServer.start(controller.zones(), table, controller.dns()));
  }
}
