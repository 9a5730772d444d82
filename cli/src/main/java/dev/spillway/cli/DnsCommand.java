package dev.spillway.cli;

import dev.spillway.config.ControllerConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "dns",
    description = {
      "Answers from the steering table as a process of its own, and goes on when the controller is",
      "gone. On the controller's machine it follows the state folder ('spillway run --no-dns'); on",
      "another machine it follows the controllers that dns.controllers names, over mutual TLS."
    },
    subcommands = {DnsKeysCommand.class, DnsDsCommand.class},
    mixinStandardHelpOptions = true)
final class DnsCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws Exception {
    ControllerConfig controller = Configs.controller(config.file);
    if (controller.dns().isEmpty()) {
      throw Failure.usage(config.file + ": dns is off; name addresses under dns: listen:");
    }
    List<AutoCloseable> parts =
        controller.spread().controllers().isEmpty()
            ? DnsParts.besideController(controller)
            : DnsParts.node(controller);
    return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
  }
}
