package dev.spillway.config;

import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a controller works with, checked as a whole.
 *
 * @param controller what all apps share
 * @param apps sorted by the names of their files
 * @param files the absolute path of each app's file, by the app's name
 */
public record Configuration(ControllerConfig controller, List<App> apps, Map<String, Path> files) {
  public Configuration {
    apps = List.copyOf(apps);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * Reads {@code controller.yaml} and all files of apps that it points to.
   *
   * @param controllerYaml the file; relative paths in it start at its folder
   * @param types all adapter types that apps may name
   * @throws ConfigException with all mistakes of all files
   */
  public static Configuration load(Path controllerYaml, List<AdapterType<?>> types)
      throws ConfigException {
    Problems problems = new Problems();
    Optional<Document> controller =
        ControllerFile.read(controllerYaml.toString(), controllerYaml, problems);
    Map<Path, Document> documents = new LinkedHashMap<>();
    if (controller.isPresent()) {
      Schema schema = new Schema(Schemas.appTree(types));
      for (Path file : AppFolder.files(controller.get(), controllerYaml, problems)) {
        AppFile.read(file.toString(), file, schema, problems)
            .ifPresent(d -> documents.put(file, d));
      }
      new TogetherChecks(controller.get(), List.copyOf(documents.values()), problems).run();
    }
    problems.refuse();
    return map(controller.orElseThrow(), controllerYaml, documents);
  }

  private static Configuration map(
      Document controller, Path controllerYaml, Map<Path, Document> documents) {
    List<App> apps = new ArrayList<>();
    Map<String, Path> files = new LinkedHashMap<>();
    documents.forEach((file, document) -> {
      App app = AppMapping.app(document);
      apps.add(app);
      files.put(app.name(), file.toAbsolutePath().normalize());
    });
    ControllerConfig config = ControllerFile.map(controller, controllerYaml, MachineName::read);
    boolean linked =
        apps.stream().anyMatch(a -> a.sites().stream().anyMatch(s -> s.gateway() != null));
    return new Configuration(linked ? config : config.withoutLink(), apps, files);
  }
}
