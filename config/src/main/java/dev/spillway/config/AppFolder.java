package dev.spillway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the files of apps that a {@code controller.yaml} points to. */
final class AppFolder {
  private AppFolder() {}

  /** Sorted; named as the user would from where he named {@code controller.yaml}. */
  static List<Path> files(Document controller, Path controllerYaml, Problems problems) {
    Optional<String> text = Read.formed(controller.tree(), "apps", Form.TEXT);
    if (text.isEmpty()) {
      return List.of();
    }
    Path apps = controllerYaml.resolveSibling(text.get()).normalize();
    if (!Files.exists(apps)) {
      String fix = "make the folder and put one *.yaml file for each app into it";
      problems.atValue(controller, "/apps", "no such file or folder: " + apps, "", fix);
      return List.of();
    }
    return Files.isDirectory(apps) ? list(controller, apps, problems) : List.of(apps);
  }

  private static List<Path> list(Document controller, Path folder, Problems problems) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found = all.filter(AppFolder::isApp).sorted().toList();
      if (found.isEmpty()) {
        String fix = "put one *.yaml file for each app into it";
        problems.atValue(controller, "/apps", "no *.yaml file in " + folder, "", fix);
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      String found = "cannot be listed: " + folder;
      problems.atValue(controller, "/apps", found, "", "give this user the right to read it");
      return List.of();
    }
  }

  private static boolean isApp(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".yaml") && !name.startsWith(".") && Files.isRegularFile(file);
  }
}
