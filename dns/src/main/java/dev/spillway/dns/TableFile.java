package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the steering table in a folder, so that a kill or a power cut at any instruction leaves the
 * old table or the new one. Order of a save: the new file is written and synced under another name;
 * the present file becomes {@code .old}; the new one takes its name; the folder is synced. Between
 * the two renames only {@code .old} exists, which is what reading falls back to.
 *
 * <p>For one thread at a time.
 */
final class TableFile {
  private static final System.Logger LOG = System.getLogger(TableFile.class.getName());
  private static final String NAME = "steering.table";

  private final Path folder;
  private final Path file;
  private final Path old;
  private final Path next;

  TableFile(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
    this.old = folder.resolve(NAME + ".old");
    this.next = folder.resolve(NAME + "." + ProcessHandle.current().pid() + ".tmp");
  }

  /**
   * Reads what was saved last; {@link Rows#NONE} in a new folder.
   *
   * @throws AdapterException.Invalid when the folder cannot be used, or neither file can be read
   */
  Rows load() throws AdapterException.Invalid {
    makeFolder();
    removeUnfinished();
    Optional<Rows> present = read(file);
    if (present.isPresent()) {
      return present.get();
    }
    boolean damaged = Files.exists(file);
    Optional<Rows> previous = read(old);
    if (previous.isPresent()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "steering table: serving the previous one, version {0}, from {1}",
          previous.get().version(),
          old);
      setAside(damaged);
      return previous.get();
    }
    if (damaged || Files.exists(old)) {
      throw new AdapterException.Invalid(
          "neither "
              + file
              + " nor "
              + old
              + " holds a whole steering table (see the log); restore"
              + " one of them, or remove both to start without any steered host until the"
              + " controller publishes again");
    }
    return Rows.NONE;
  }

  /**
   * What a reader beside the writer sees: the present file or, between renames, the previous one.
   * Where the present file is damaged the previous one is older than what the reader has already.
   *
   * @param known version that the reader has; the previous file counts only when it is newer
   */
  Optional<Rows> look(long known) {
    return read(file).or(() -> read(old).filter(rows -> rows.version() > known));
  }

  /** Differs whenever the present file was replaced; empty when there is none. */
  Optional<Map<String, Object>> stamp() {
    try {
      return Optional.of(Files.readAttributes(file, "fileKey,lastModifiedTime,size"));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /**
   * @throws AdapterException.Invalid when there is no such folder and none can be made
   */
  void makeFolder() throws AdapterException.Invalid {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private AdapterException.Invalid unusable(IOException e) {
    return new AdapterException.Invalid(
        "the folder of the steering table, "
            + folder
            + ", cannot be used: "
            + e
            + "; make it a folder that this user may write to",
        e);
  }

  /** A damaged file must not become {@code .old}, which is the last good one. */
  private void setAside(boolean damaged) throws AdapterException.Invalid {
    if (!damaged) {
      return;
    }
    try {
      Files.move(file, folder.resolve(NAME + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "the damaged steering table " + file + " cannot be set aside: " + e + "; remove it", e);
    }
  }

  private void removeUnfinished() throws AdapterException.Invalid {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, NAME + ".*.tmp")) {
      for (Path path : left) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static Optional<Rows> read(Path path) {
    try {
      Rows rows = TableText.read(Files.readAllBytes(path));
      rows.hosts().forEach(RowCheck::check);
      return Optional.of(rows);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "steering table: " + path + " is damaged and not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Saves; when it returns, a power cut no longer loses it. */
  void save(Rows rows) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(TableText.write(rows));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (Files.exists(file)) {
      Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
  }

  private void syncFolder() throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return; // a folder cannot be opened there; NTFS logs renames itself
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
