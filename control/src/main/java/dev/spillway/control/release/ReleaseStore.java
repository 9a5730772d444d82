package dev.spillway.control.release;

import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The artifacts, each under its digest: {@code <folder>/<sha256>/<fileName>}. An artifact appears
 * there whole or not at all, and goes when nobody needs it. Safe for any thread.
 */
public final class ReleaseStore {
  private static final Predicate<String> DIGEST =
      Pattern.compile("[0-9a-f]{64}").asMatchPredicate();

  private final Path folder;

  /** Removes what an interrupted hand-over left behind. */
  public ReleaseStore(Path folder) throws IOException {
    this.folder = folder;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "incoming*.part")) {
        for (Path part : parts) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  /** Takes a copy of a file. */
  public Release add(Path file) throws IOException {
    Path name = file.getFileName();
    try (InputStream in = Files.newInputStream(file)) {
      return add(in, name == null ? "artifact" : name.toString(), Optional.empty());
    }
  }

  /**
   * Takes the bytes of a stream. Bytes that are there already keep the name that they came with
   * first.
   *
   * @param expected what the bytes must hash to
   * @throws MismatchException when they do not; nothing is kept then
   * @throws IllegalArgumentException when the name is no plain file name
   */
  public Release add(InputStream bytes, String fileName, Optional<Digest> expected)
      throws IOException {
    new Release(expected.orElse(new Digest("0".repeat(64))), fileName);
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "incoming", ".part");
    try {
      Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
      Digest digest = Digest.of(part);
      if (expected.isPresent() && !expected.get().equals(digest)) {
        throw new MismatchException(expected.get(), digest);
      }
      return keep(part, new Release(digest, fileName));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private synchronized Release keep(Path part, Release release) throws IOException {
    Optional<Release> known = find(release.digest());
    if (known.isPresent()) {
      return known.get();
    }
    Path target = path(release);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.createDirectories(folder.resolve(release.digest().hex()));
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    return release;
  }

  /**
   * Deletes the releases that nobody needs any more.
   *
   * @param before what was added later than that may be deployed yet, and stays
   */
  public synchronized void prune(Set<Digest> needed, Instant before) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> releases =
        Files.newDirectoryStream(folder, place -> DIGEST.test(place.getFileName().toString()))) {
      for (Path place : releases) {
        boolean old = Files.getLastModifiedTime(place).toInstant().isBefore(before);
        if (old && !needed.contains(new Digest(place.getFileName().toString()))) {
          delete(place);
        }
      }
    }
  }

  private static void delete(Path place) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(place);
  }

  /** Where a release's artifact lies, if it was ever added. */
  public Path path(Release release) {
    return folder.resolve(release.digest().hex()).resolve(release.fileName());
  }

  /** The release of that digest; empty when it was never added. */
  public Optional<Release> find(Digest digest) throws IOException {
    Path place = folder.resolve(digest.hex());
    if (!Files.isDirectory(place)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        return Optional.of(new Release(digest, String.valueOf(file.getFileName())));
      }
    }
    return Optional.empty();
  }

  /** The bytes are not what their name says. */
  public static final class MismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    MismatchException(Digest expected, Digest found) {
      super("the bytes hash to " + found.hex() + ", not to " + expected.hex());
    }
  }
}
