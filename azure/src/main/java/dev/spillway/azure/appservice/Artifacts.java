package dev.spillway.azure.appservice;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Releases that are ready to be sent, each in a folder named by its digest. A jar is sent as a
 * package with the jar in it as {@value #JAR}, whose bytes can be read back and hashed; a zip is
 * sent as it is.
 */
final class Artifacts {
  static final String JAR = "app.jar";

  /** 1 January 1980, UTC, is where the zip format's time begins; one package, the same bytes. */
  private static final FileTime EPOCH = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

  private final Path folder;

  Artifacts(Path folder) {
    this.folder = folder;
  }

  void stage(Release release, Path artifact) throws AdapterException {
    if (!release.fileName().endsWith(".jar") && !release.fileName().endsWith(".zip")) {
      throw new AdapterException.Invalid(
          release.fileName() + ": App Service runs a .jar, or a .zip for its stack; build one");
    }
    Path target = file(release);
    Path part = folder.resolve(release.digest().hex() + ".part");
    try {
      if (Files.isRegularFile(target) && Digest.of(target).equals(release.digest())) {
        return;
      }
      if (!Files.isRegularFile(artifact)) {
        throw new AdapterException.Invalid(
            "there is no artifact " + artifact + ": build it, or correct release.artifact");
      }
      Files.createDirectories(target.getParent());
      Files.copy(artifact, part, StandardCopyOption.REPLACE_EXISTING);
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
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot stage " + artifact + ": " + e, e);
    }
  }

  private Path file(Release release) {
    return folder.resolve(release.digest().hex()).resolve(release.fileName());
  }

  /**
   * @throws AdapterException.Invalid when it is not staged, or its bytes changed since
   */
  void check(Release release) throws AdapterException {
    Path file = file(release);
    try {
      if (!Files.isRegularFile(file)) {
        throw new AdapterException.Invalid(
            "release " + release.digest() + " is not staged at " + file + ": stage it first");
      }
      Digest found = Digest.of(file);
      if (!found.equals(release.digest())) {
        throw new AdapterException.Invalid(
            file + " is no longer the release: its bytes are " + found + ". Deploy it again");
      }
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot read " + file + ": " + e, e);
    }
  }

  static boolean isZip(Release release) {
    return release.fileName().endsWith(".zip");
  }

  /** The package to send, from bytes that are checked now. */
  Path pack(Release release) throws AdapterException {
    check(release);
    if (isZip(release)) {
      return file(release);
    }
    Path zip = file(release).resolveSibling("package.zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip));
        ZipOutputStream all = new ZipOutputStream(out)) {
      all.setLevel(java.util.zip.Deflater.NO_COMPRESSION); // a jar is compressed already
      ZipEntry entry = new ZipEntry(JAR);
      entry.setLastModifiedTime(EPOCH);
      all.putNextEntry(entry);
      Files.copy(file(release), all);
      all.closeEntry();
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot pack " + file(release) + ": " + e, e);
    }
    return zip;
  }
}
