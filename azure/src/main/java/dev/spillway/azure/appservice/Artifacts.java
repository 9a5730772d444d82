package dev.spillway.azure.appservice;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import dev.spillway.core.StagedReleases;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final StagedReleases staged;

  Artifacts(Path folder) {
    this.folder = folder;
    this.staged = new StagedReleases(folder);
  }

  void stage(Release release, Path artifact) throws AdapterException {
    if (!release.fileName().endsWith(".jar") && !release.fileName().endsWith(".zip")) {
      throw new AdapterException.Invalid(
          release.fileName() + ": App Service runs a .jar, or a .zip for its stack; build one");
    }
    staged.stage(release, artifact);
  }

  /**
   * @throws AdapterException.Invalid when it is not staged, or its bytes changed since
   */
  void check(Release release) throws AdapterException {
    staged.unchanged(release);
  }

  /** Some release with this digest was staged here once. */
  boolean knows(Digest digest) {
    return Files.isDirectory(folder.resolve(digest.hex()));
  }

  static boolean isZip(Release release) {
    return release.fileName().endsWith(".zip");
  }

  /** The package to send, from bytes that are checked now. */
  Path pack(Release release) throws AdapterException {
    Path file = staged.unchanged(release);
    if (isZip(release)) {
      return file;
    }
    Path zip = file.resolveSibling("package.zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip));
        ZipOutputStream all = new ZipOutputStream(out)) {
      all.setLevel(java.util.zip.Deflater.NO_COMPRESSION); // a jar is compressed already
      ZipEntry entry = new ZipEntry(JAR);
      entry.setLastModifiedTime(EPOCH);
      all.putNextEntry(entry);
      Files.copy(file, all);
      all.closeEntry();
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot pack " + file + ": " + e, e);
    }
    return zip;
  }
}
