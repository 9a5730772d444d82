package dev.spillway.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which controller's file. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "controller.yaml",
      description = "The controller's file (default: ${DEFAULT-VALUE}).")
  Path file = Path.of("controller.yaml");
}
