package dev.spillway.dns.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that begins anew when it is full. The full one is kept beside it as {@code .1}
 * until the next is full, so both together take twice the size at most. For one thread.
 */
final class QueryFile implements AutoCloseable {
  private final Path file;
  private final long mostBytes;
  private @Nullable OutputStream out;
  private long size;

  /**
   * @param mostBytes of one file
   */
  QueryFile(Path file, long mostBytes) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  /** Where the full file is. */
  static Path full(Path file) {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /**
   * Writes whole lines.
   *
   * @throws IOException when the disk does not take them; the next call tries to open it again
   */
  void write(String lines) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    if (out != null && size + bytes.length > mostBytes) {
      close();
      Files.move(file, full(file), StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      OutputStream open = open();
      open.write(bytes);
      size += bytes.length;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Names of clients' networks are in it, so it is for its owner only. */
  private OutputStream open() throws IOException {
    OutputStream present = out;
    if (present != null) {
      return present;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }
    OutputStream made = Files.newOutputStream(file, StandardOpenOption.APPEND);
    size = Files.size(file);
    out = made;
    return made;
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
