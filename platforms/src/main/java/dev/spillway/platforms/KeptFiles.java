package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The intent files of one keeper, one for each process, replaced as a whole so that kill -9 at any
 * instruction leaves the old one or the new one. A lock file keeps a second controller out for as
 * long as this one lives.
 */
final class KeptFiles implements AutoCloseable {
  private static final String SUFFIX = ".properties";
  private final Path folder;
  private final FileChannel lockChannel;
  private final FileLock lock;

  private KeptFiles(Path folder, FileChannel lockChannel, FileLock lock) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * @throws AdapterException.Invalid when another controller holds the folder
   */
  static KeptFiles open(Path folder) throws AdapterException, IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new AdapterException.Invalid(
          "the state folder "
              + folder
              + " is in use by another controller (process "
              + (holder.isEmpty() ? "unknown" : holder)
              + "): stop that one, or give this one a state folder of its own");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    return new KeptFiles(folder, channel, lock);
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  /** All that are remembered, by id in order. */
  Map<String, Kept> load() throws AdapterException, IOException {
    Map<String, Kept> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        Kept kept = read(file);
        all.put(kept.id(), kept);
      }
    }
    return all;
  }

  private static Kept read(Path file) throws AdapterException, IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
      return Kept.read(properties);
    } catch (RuntimeException e) {
      throw new AdapterException.Invalid(
          file + " is damaged (" + e.getMessage() + "): delete it; what it started is then ended",
          e);
    }
  }

  /** On return the file is on the disk. */
  void save(Kept kept) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    kept.write().store(bytes, null);
    Path part = folder.resolve(kept.id() + ".part");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(part, file(kept.id()), StandardCopyOption.ATOMIC_MOVE);
  }

  void remove(String id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  private Path file(String id) {
    return folder.resolve(id + SUFFIX);
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockChannel.close();
  }
}
