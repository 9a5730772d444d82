package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The working folder of each instance, removed with it: a site keeps nothing of what its instances
 * wrote beside them.
 */
final class WorkFolders {
  private final Path folder;
  private final String user;

  /**
   * @param user who owns the folders; empty for the controller's own user
   */
  WorkFolders(Path folder, String user) {
    this.folder = folder;
    this.user = user;
  }

  Path make(String id) throws AdapterException {
    Path made = folder.resolve(id);
    try {
      Files.createDirectories(made);
      if (!user.isEmpty()) {
        Files.setOwner(
            made, made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
      }
      return made;
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot make the folder " + made + ": " + e, e);
    }
  }

  /** Removes the folders of all other instances. */
  void keep(Set<String> ids) throws AdapterException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      List<Path> old;
      try (Stream<Path> all = Files.list(folder)) {
        old = all.filter(p -> !ids.contains(p.getFileName().toString())).toList();
      }
      for (Path one : old) {
        remove(one);
      }
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot remove old folders in " + folder + ": " + e, e);
    }
  }

  private static void remove(Path tree) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(tree)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : deepestFirst) {
      Files.deleteIfExists(one);
    }
  }
}
