package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one audit log: full ones carry the number of their first line behind its name, in
 * twelve digits, so that their names sort as their lines do.
 */
final class AuditFiles {
  private AuditFiles() {}

  static Path full(Path file, long first) {
    return file.resolveSibling("%s.%012d".formatted(file.getFileName(), first));
  }

  /** The full ones in their order. */
  static List<Path> full(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    Pattern name = Pattern.compile(Pattern.quote(file.getFileName().toString()) + "\\.\\d{12}");
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> name.matcher(each.getFileName().toString()).matches())
          .sorted()
          .map(each -> file.resolveSibling(each.getFileName()))
          .toList();
    }
  }

  /** All that are there in their order, the one that is written last. */
  static List<Path> all(Path file) throws IOException {
    List<Path> all = new ArrayList<>(full(file));
    if (all.isEmpty() || Files.exists(file)) {
      all.add(file);
    }
    return all;
  }
}
