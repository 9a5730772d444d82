package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * The working folder of each instance, removed with it: a site keeps nothing of what its instances
 * wrote beside them.
 */
final class WorkFolders {
  private static final System.Logger LOG = System.getLogger(WorkFolders.class.getName());

  private final Path folder;
  private final String user;
  private String problem = "";

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

  /**
   * Removes the folders of all other instances. One that cannot be removed now is said and tried
   * again the next time; it is no reason not to see the instances.
   */
  void keep(Set<String> ids) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        if (!ids.contains(one.getFileName().toString())) {
          remove(one);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      if (!e.toString().equals(problem)) {
        problem = e.toString();
        LOG.log(
            System.Logger.Level.WARNING, () -> "old folders in " + folder + " stay for now: " + e);
      }
    }
  }

  /** Links are removed and never followed. */
  private static void remove(Path tree) throws IOException {
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(tree)) {
        for (Path one : all) {
          remove(one);
        }
      }
    }
    Files.deleteIfExists(tree);
  }
}
