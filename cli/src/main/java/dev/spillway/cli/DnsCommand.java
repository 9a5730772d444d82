package dev.spillway.cli;

import dev.spillway.config.ControllerConfig;
import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.util.ArrayList;
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
    List<AutoCloseable> parts = new ArrayList<>();
    try {
      if (controller.spread().controllers().isEmpty()) {
        DnsParts.besideController(controller, parts);
      } else {
        DnsParts.node(controller, parts);
      }
    } catch (AdapterException | IOException | RuntimeException e) {
      Waiting.close(parts.toArray(AutoCloseable[]::new));
      throw e;
    }
    return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
  }
}
