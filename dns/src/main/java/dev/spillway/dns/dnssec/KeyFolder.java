package dev.spillway.dns.dnssec;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The keys of all zones: a folder of mode 700 with a file of mode 600 for each zone, replaced
 * atomically. Commands and the controller change it in turn (a lock file). Safe for any thread and
 * process of this machine.
 */
public final class KeyFolder {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;

  public KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** The file of a zone, whether or not it is there. */
  public Path file(String zone) {
    return folder.resolve(zone + ".keys");
  }

  /**
   * @return empty when the zone has no keys
   * @throws AdapterException.Invalid when its file is damaged or open to others; says what to do
   */
  public Optional<KeyRing> read(String zone) throws AdapterException.Invalid {
    Path file = file(zone);
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.stream().anyMatch(right -> !right.name().startsWith("OWNER"))) {
        throw new AdapterException.Invalid(
            "%s can be used by other users (%s); run: chmod 600 %s"
                .formatted(file, PosixFilePermissions.toString(mode), file));
      }
      return Optional.of(KeyText.read(text));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new AdapterException.Invalid(
          "the keys of the zone "
              + zone
              + " in "
              + file
              + " cannot be used: "
              + e.getMessage()
              + "; restore the file: new keys would need a new DS at the parent",
          e);
    }
  }

  /**
   * Changes the keys of a zone while nobody else can.
   *
   * @param change from what is to what shall be; its exceptions come out and change nothing
   * @return what is now
   */
  public Optional<KeyRing> change(String zone, UnaryOperator<Optional<KeyRing>> change)
      throws AdapterException {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  OWNER_ONLY);
          FileLock held = locked(channel)) {
        Optional<KeyRing> was = read(zone);
        Optional<KeyRing> is = change.apply(was);
        if (held.isValid() && is.isPresent() && !is.equals(was)) {
          write(file(zone), KeyText.write(is.get()));
        }
        return is;
      }
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "the keys of the zone " + zone + " in " + folder + " cannot be written: " + e, e);
    }
  }

  /** Within one process a second lock is refused, not waited for; so the wait is on this class. */
  private static FileLock locked(FileChannel channel) throws IOException {
    synchronized (KeyFolder.class) {
      for (int i = 0; ; i++) {
        try {
          return channel.lock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
          if (i == 200) {
            throw new IOException("another thread holds " + channel + " for seconds", e);
          }
          java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(next);
    try (FileChannel out =
        FileChannel.open(
            next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
