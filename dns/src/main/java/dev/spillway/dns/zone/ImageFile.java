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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest images in a folder, replaced atomically. For one writer at a time. */
public final class ImageFile {
  private static final System.Logger LOG = System.getLogger(ImageFile.class.getName());

  private final Path file;

  /**
   * @param folder the steering table's
   */
  public ImageFile(Path folder) {
    this.file = folder.resolve("zones.images");
  }

  /**
   * @return empty when there is no file, or when it is damaged, which is said: the controller makes
   *     it anew
   */
  public Optional<List<ZoneImage>> load() {
    try {
      return Optional.of(ImageBytes.read(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR, "dns: {0} is damaged and not used: {1}", file, e.getMessage());
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
  public void save(Collection<ZoneImage> images) throws AdapterException.Transient {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
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
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "the zones are answered but could not be saved in " + file + ": " + e, e);
    }
  }
}
