package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
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
      if (!(all instanceof SecureDirectoryStream<Path> safe)) {
        throw new IOException("this system cannot remove folders safely");
      }
      for (Path one : safe) {
        if (!ids.contains(one.getFileName().toString())) {
          remove(safe, one.getFileName());
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

  /**
   * Links are removed and never followed, also when the instance's user swaps a folder for a link
   * meanwhile: each step goes on from an open folder (openat, unlinkat), not from a path.
   */
  private static void remove(SecureDirectoryStream<Path> in, Path name) throws IOException {
    boolean isFolder =
        in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes()
            .isDirectory();
    if (!isFolder) {
      in.deleteFile(name);
      return;
    }
    try (SecureDirectoryStream<Path> all = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path one : all) {
        remove(all, one.getFileName());
      }
    }
    in.deleteDirectory(name);
  }
}
