package dev.spillway.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "resume",
    description = "Ends every spill and hold that a person asked for; the policy decides again.",
    mixinStandardHelpOptions = true)
final class ResumeCommand extends Intervening {
  @Override
  String verb() {
    return "resume";
  }

  @Override
  void fill(ObjectNode body) {}
}
