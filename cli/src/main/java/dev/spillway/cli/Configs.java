package dev.spillway.cli;

import dev.spillway.config.ConfigException;
import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.config.ControllerFile;
import dev.spillway.core.App;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads configuration with the schema of every adapter that this program has. */
final class Configs {
  private Configs() {}

  static Configuration load(Path controllerYaml) {
    mustExist(controllerYaml);
    try {
      return Configuration.load(controllerYaml, Adapters.described());
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Only what is the controller's own: a broken app file stands in nobody's way here. */
  static ControllerConfig controller(Path controllerYaml) {
    mustExist(controllerYaml);
    try {
      return ControllerFile.load(controllerYaml);
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static void mustExist(Path controllerYaml) {
    if (!Files.exists(controllerYaml)) {
      throw Failure.usage(
          controllerYaml + ": no such file; 'spillway init' makes one, --config names another");
    }
  }

  /** The folder of an app's file, against which its relative paths are read. */
  static Path folder(Configuration all, App app) {
    Path file = all.files().get(app.name());
    Path parent = file == null ? null : file.getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }
}
