package dev.spillway.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Folders for as long as this process runs. Safe for any thread. */
final class TestFolders {
  private static final List<Path> ALL = new ArrayList<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestFolders::delete, "test folders"));
  }

  private TestFolders() {}

  static synchronized Path make() throws IOException {
    Path made = Files.createTempDirectory("spillway-link-test");
    ALL.add(made);
    return made;
  }

  private static synchronized void delete() {
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
