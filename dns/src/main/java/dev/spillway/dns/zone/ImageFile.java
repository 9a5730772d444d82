package dev.spillway.dns.zone;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The newest images in a folder and those before them. They are saved before the rows that need
 * them; whoever finds newer images than rows, because the writer is between the two or was killed
 * there, takes those before. Each is replaced atomically. For one writer at a time.
 */
public final class ImageFile {
  private static final System.Logger LOG = System.getLogger(ImageFile.class.getName());
  private static final String NAME = "zones.images";

  private final Path file;
  private final Path old;

  /**
   * @param folder the steering table's
   */
  public ImageFile(Path folder) {
    this.file = folder.resolve(NAME);
    this.old = folder.resolve(NAME + ".old");
  }

  /**
   * The images for rows of this version; where none are for them, the newest.
   *
   * @return empty when there are none
   */
  public Optional<ImageSet> load(long version) {
    Optional<ImageSet> newest = newest();
    return newest
        .filter(set -> set.version() <= version)
        .or(() -> before().filter(set -> set.version() <= version))
        .or(() -> newest);
  }

  /**
   * The newest, whatever rows they are for.
   *
   * @return empty when there are none; a damaged file is said and not used: the controller makes it
   *     anew
   */
  public Optional<ImageSet> newest() {
    return read(file);
  }

  /** Those before the newest; empty as there. */
  public Optional<ImageSet> before() {
    return read(old);
  }

  private static Optional<ImageSet> read(Path path) {
    try {
      return Optional.of(ImageBytes.read(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR, "dns: {0} is damaged and not used: {1}", path, e.getMessage());
      return Optional.empty();
    }
  }

  /** Differs whenever the file was replaced; empty when there is none. */
  public Optional<Map<String, Object>> stamp() {
    try {
      return Optional.of(Files.readAttributes(file, "fileKey,lastModifiedTime,size"));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Saves; when it returns, a power cut no longer loses it. */
  public void save(ImageSet images) throws AdapterException.Transient {
    Path next = file.resolveSibling(NAME + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(ImageBytes.write(images));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (Files.exists(file)) {
        Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "the zones are answered but could not be saved in " + file + ": " + e, e);
    }
  }
}
