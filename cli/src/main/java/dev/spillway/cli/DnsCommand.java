package dev.spillway.cli;

import dev.spillway.config.ControllerConfig;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.FollowedTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "dns",
    description = {
      "Answers from the steering table in the state folder, as a process of its own: follows what a",
      "controller there ('spillway run --no-dns') publishes, and goes on when the controller is gone."
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
    FollowedTable followed = FollowedTable.open(controller.state().resolve("dns"));
    return Waiting.untilAsked(
        followed, DnsServer.start(controller.zones(), followed.table(), controller.dns()));
  }
}
