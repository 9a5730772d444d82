package dev.spillway.azure.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Folders for as long as this process runs, and who works in them. Safe for any thread. */
final class Folders {
  private static final List<Path> ALL = new ArrayList<>();
  private static final List<Process> INSIDE = new ArrayList<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Folders::delete, "temporary folders"));
  }

  private Folders() {}

  static synchronized Path temporary(String name) {
    try {
      Path made = Files.createTempDirectory("spillway-fake-" + name);
      ALL.add(made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is ended before the folders are deleted. */
  static synchronized void inside(Process process) {
    INSIDE.add(process);
  }

  private static synchronized void delete() {
    INSIDE.forEach(Process::destroyForcibly);
    INSIDE.forEach(p -> p.onExit().join());
    for (Path folder : ALL) {
      try (var inside = Files.walk(folder)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException | UncheckedIOException e) {
        System.err.println("left behind, since something still works in it: " + folder + ": " + e);
      }
    }
  }
}
