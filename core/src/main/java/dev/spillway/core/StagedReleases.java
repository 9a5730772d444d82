package dev.spillway.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The staged artifacts of a site: {@code FOLDER/SHA256/NAME}, each checked as it is copied. For one
 * thread at a time.
 */
public final class StagedReleases {
  private final Path folder;

  /**
   * @param folder is made when the first artifact is staged
   */
  public StagedReleases(Path folder) {
    this.folder = folder;
  }

  /**
   * Copies the artifact and checks its digest; does nothing when it is there and unchanged. A
   * staged file that somebody changed is replaced; what runs from it keeps the file it has.
   *
   * @throws AdapterException.Invalid when the artifact is not that release
   * @throws AdapterException.Transient when it cannot be copied, such as with a full disk
   */
  public void stage(Release release, Path artifact) throws AdapterException {
    Path target = folder.resolve(release.digest().hex()).resolve(release.fileName());
    Path part = target.resolveSibling(release.fileName() + ".part");
    try {
      if (Files.isRegularFile(target) && Digest.of(target).equals(release.digest())) {
        return;
      }
      if (!Files.isRegularFile(artifact)) {
        throw new AdapterException.Invalid(
            "there is no artifact " + artifact + ": build it, or correct release.artifact");
      }
      Files.createDirectories(target.getParent());
      try {
        copy(release, artifact, part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "cannot stage " + artifact + " as " + target + ": " + e.getMessage() + room(), e);
    }
  }

  private static void copy(Release release, Path artifact, Path part)
      throws AdapterException, IOException {
    try (InputStream in = Files.newInputStream(artifact);
        FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      in.transferTo(out);
      channel.force(true);
    }
    // What counts is what reached this site, so the copy is hashed and not the original.
    Digest found = Digest.of(part);
    if (!found.equals(release.digest())) {
      throw new AdapterException.Invalid(
          artifact
              + " is not the release "
              + release.digest()
              + ": its bytes are "
              + found
              + ". Deploy the file again");
    }
  }

  /**
   * The staged file by the path that the kernel shows for it.
   *
   * @throws AdapterException.Invalid when it is not staged
   */
  public Path staged(Release release) throws AdapterException {
    Path target = folder.resolve(release.digest().hex()).resolve(release.fileName());
    try {
      return target.toRealPath();
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "release " + release.digest() + " is not staged at " + target + ": stage it first", e);
    }
  }

  /**
   * Hashes the staged file again.
   *
   * @return it
   * @throws AdapterException.Invalid when it is not staged, or its bytes changed since
   * @throws AdapterException.Transient when it cannot be read
   */
  public Path unchanged(Release release) throws AdapterException {
    Path file = staged(release);
    try {
      Digest found = Digest.of(file);
      if (!found.equals(release.digest())) {
        throw new AdapterException.Invalid(
            file + " is no longer the release: its bytes are " + found + ". Deploy it again");
      }
      return file;
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot read " + file + ": " + e, e);
    }
  }

  private String room() {
    try {
      long free = Files.getFileStore(folder.getParent()).getUsableSpace();
      return " (" + free / (1 << 20) + " MB free there)";
    } catch (IOException unknown) {
      return "";
    }
  }
}
