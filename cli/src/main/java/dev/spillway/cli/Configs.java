package dev.spillway.cli;

import dev.spillway.config.ConfigException;
import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.dns.SteeringTable;
import java.nio.file.Path;

/** Loads configuration with the schema of every adapter that this program has. */
final class Configs {
  private Configs() {}

  static Configuration load(Path controllerYaml) throws ConfigException {
    return Configuration.load(controllerYaml, Adapters.all(SteeringTable.inMemory()));
  }

  /** Only what is the controller's own, for commands that just need its address. */
  static ControllerConfig controller(Path controllerYaml) throws ConfigException {
    return load(controllerYaml).controller();
  }
}
