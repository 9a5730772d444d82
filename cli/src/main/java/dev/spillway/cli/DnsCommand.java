package dev.spillway.cli;

import dev.spillway.config.ControllerConfig;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.SteeringTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "dns",
    description = {
      "Answers from the last steering table on disk, as a process of its own, without a controller.",
      "Not beside a controller that runs its own DNS on the same state folder."
    },
    mixinStandardHelpOptions = true)
final class DnsCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws Exception {
    ControllerConfig controller = Configs.controller(config.file);
    if (controller.dns().isEmpty()) {
      throw Failure.usage(config.file + ": dns is off; name addresses under dns: listen:");
    }
    SteeringTable table = SteeringTable.open(controller.state().resolve("dns"));
    return Waiting.untilAsked(DnsServer.start(controller.zones(), table, controller.dns()));
  }
}
