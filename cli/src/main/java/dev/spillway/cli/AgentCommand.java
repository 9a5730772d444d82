package dev.spillway.cli;

import dev.spillway.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "agent",
    description = {
      "Runs the link's end at home: dials out to each app's gateways and lets them reach the",
      "services that the apps' files name, and nothing else."
    },
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws Exception {
    Configuration all = Configs.load(config.file);
    var status = all.controller().agent();
    if (status == null) {
      throw Failure.usage(
          config.file
              + ": link.agent is missing, so 'spillway run' is the agent; for one of its own add the"
              + " address where it tells its status: link: { agent: \"127.0.0.1:8054\" }");
    }
    List<AutoCloseable> parts = new ArrayList<>();
    Links.agent(config.file, all, status, parts);
    return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
  }
}
