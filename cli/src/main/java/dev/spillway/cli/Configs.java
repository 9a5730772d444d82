package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.ConfigException;
import dev.spillway.config.ControllerConfig;
import java.nio.file.Path;

/** Loads configuration with every adapter that this program has. */
final class Configs {
  private Configs() {}

  static Configuration load(Path controllerYaml) {
    return Configuration.load(controllerYaml, Adapters.described());
  }

  /** Only what is the controller's own, for commands that just need its address. */
  static ControllerConfig controller(Path controllerYaml) throws ConfigException {
    return load(controllerYaml).controller();
  }
}
