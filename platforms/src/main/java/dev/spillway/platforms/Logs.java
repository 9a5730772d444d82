package dev.spillway.platforms;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What processes print, one file each, bounded: when a file has grown beyond four times {@link
 * #KEPT} its last part moves to {@code ID.log.1} and it begins anew. The process goes on writing to
 * the same file; a line that it writes during the move may be lost.
 */
final class Logs {
  private static final System.Logger LOG = System.getLogger(Logs.class.getName());

  /** How many logs are kept of processes that are gone: for people who ask why. */
  static final int OLD_LOGS = 20;

  /** How many bytes of old output are kept. */
  static final int KEPT = 1 << 20;

  private static final String SUFFIX = ".log";
  private static final int LAST_LINES = 5;
  private static final int LAST_BYTES = 2000;
  private static final Set<PosixFilePermission> OWN =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private final Path folder;

  Logs(Path folder) {
    this.folder = folder;
  }

  /** The file to append to, made and shortened to its last part if need be. */
  Path open(String id) throws IOException {
    Files.createDirectories(folder);
    shorten(id, KEPT);
    Path file = file(id);
    if (!Files.exists(file)) {
      // What an application prints may be anybody's password: it is for the controller's user only.
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWN));
    }
    return file;
  }

  /** Call from time to time while the process runs. A log that cannot be bounded is no failure. */
  void bound(String id) {
    try {
      shorten(id, 4L * KEPT);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, () -> "the log " + file(id) + " is not bounded: " + e);
    }
  }

  /** Removes the logs of processes that are gone, but for the newest few. */
  void forgetOld(Set<String> present) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old =
          files
              .filter(f -> id(f).filter(id -> !present.contains(id)).isPresent())
              .sorted(Comparator.comparing(Logs::changed).reversed())
              .skip(OLD_LOGS)
              .toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(Path.of(file + ".1"));
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, () -> "old logs in " + folder + " stay: " + e);
    }
  }

  private static Optional<String> id(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX)
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  private void shorten(String id, long limit) throws IOException {
    Path file = file(id);
    if (!Files.exists(file) || Files.size(file) <= limit) {
      return;
    }
    Path part = folder.resolve(id + SUFFIX + ".part");
    try {
      Files.write(part, tail(file, KEPT));
      Files.move(part, folder.resolve(id + SUFFIX + ".1"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Such as a full disk: then room counts for more than old lines.
      LOG.log(System.Logger.Level.WARNING, () -> "the log " + file + " loses old lines: " + e);
      Files.deleteIfExists(part);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  /** The last lines for people, joined with {@code " | "}; empty when it printed nothing. */
  String lastWords(String id) throws IOException {
    Path file = file(id);
    if (!Files.exists(file)) {
      return "";
    }
    List<String> lines =
        new String(tail(file, LAST_BYTES), StandardCharsets.UTF_8)
            .lines()
            .filter(l -> !l.isBlank())
            .toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static byte[] tail(Path file, int most) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      int length = (int) Math.min(size, most);
      ByteBuffer bytes = ByteBuffer.allocate(length);
      in.getChannel().position(size - length);
      while (bytes.hasRemaining() && in.getChannel().read(bytes) >= 0) {
        // reads until the part is full or the file, shortened meanwhile, ends
      }
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    }
  }

  Path file(String id) {
    return folder.resolve(id + SUFFIX);
  }
}
