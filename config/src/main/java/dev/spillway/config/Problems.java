package dev.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Collects mistakes while a configuration is read. For one thread. */
final class Problems {
  private final TreeSet<Problem> all = new TreeSet<>();

  /** At a value that stands in the file. */
  void atValue(Document file, String pointer, String found, String allowed, String fix) {
    Document.Spot spot = file.spot(pointer);
    add(file, spot.line(), spot.column(), file.path(pointer), found, allowed, fix);
  }

  /** At the key of a value; the same as {@link #atValue} for items of a list. */
  void atKey(Document file, String pointer, String found, String allowed, String fix) {
    Document.Spot spot = file.spot(pointer);
    add(file, spot.keyLine(), spot.keyColumn(), file.path(pointer), found, allowed, fix);
  }

  void add(Problem problem) {
    all.add(problem);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * @throws ConfigException when there is at least one problem
   */
  void refuse() throws ConfigException {
    if (!all.isEmpty()) {
      throw new ConfigException(List.copyOf(all));
    }
  }

  List<Problem> list() {
    return new ArrayList<>(all);
  }

  private void add(
      Document file, int line, int column, String path, String found, String allowed, String fix) {
    all.add(new Problem(file.file(), line, column, path, found, allowed, fix));
  }
}
