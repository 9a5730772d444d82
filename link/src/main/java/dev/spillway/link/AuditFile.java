package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The file that an {@link AuditLog} writes, and the next one when it is full. One call at a time,
 * but for {@link Written#force}.
 */
final class AuditFile implements AutoCloseable {
  private final Path file;
  private final long mostBytes;
  private FileChannel channel;
  private AuditChain.Head head;

  /** Of the file that is written. */
  private long firstLine;

  /** Lines that are on the disk, and perhaps more. */
  private volatile long forced;

  /** Goes on after the last whole line. */
  AuditFile(Path file, long mostBytes) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    channel = openOwn(file);
    try {
      List<Path> full = AuditFiles.full(file);
      AuditChain.Head before =
          full.isEmpty() ? null : AuditChain.checkOne(full.getLast(), null).head();
      AuditChain.Result result = AuditChain.checkOne(file, before);
      head = result.head();
      firstLine = result.start().lines() + 1;
      channel.truncate(head.bytes());
      channel.position(head.bytes());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens a file that no other process writes. */
  private static FileChannel openOwn(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(KeyFiles.SECRET)));
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException(file + " is written by another agent; give each one its own");
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  AuditChain.Head head() {
    return head;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Appends a line, or nothing.
   *
   * @throws IOException when it cannot be written
   */
  void write(AuditRecord each) throws IOException {
    byte[] line = each.line(head.lines() + 1, head.hash()).getBytes(StandardCharsets.UTF_8);
    if (head.bytes() > 0 && head.bytes() + line.length >= mostBytes) {
      beginNextFile();
    }
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      channel.truncate(head.bytes());
      channel.position(head.bytes());
      throw new IOException("the audit log " + file + " cannot be written: " + e.getMessage(), e);
    }
    head = head.after(line);
  }

  /** When that fails, the full file is in its place again, and the next line tries once more. */
  private void beginNextFile() throws IOException {
    Path full = AuditFiles.full(file, firstLine);
    try {
      channel.force(true);
      Files.move(file, full, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotGoOn(e);
    }
    FileChannel next;
    try {
      next = openOwn(file);
    } catch (IOException e) {
      Files.move(full, file, StandardCopyOption.ATOMIC_MOVE);
      throw cannotGoOn(e);
    }
    FileChannel old = channel;
    channel = next;
    head = head.inNextFile();
    firstLine = head.lines() + 1;
    forced = head.lines();
    old.close();
  }

  private IOException cannotGoOn(IOException e) {
    return new IOException(
        "the audit log " + file + " cannot go on in a new file: " + e.getMessage(), e);
  }

  /** What is written now, to be brought to the disk. */
  Written written() {
    return new Written(channel, head.lines());
  }

  /** So many lines in a file that may be full and closed meanwhile. */
  final class Written {
    private final FileChannel written;
    private final long lines;

    private Written(FileChannel written, long lines) {
      this.written = written;
      this.lines = lines;
    }

    /** Any thread; returns an empty text, or why that failed. */
    String force() {
      if (lines == forced) {
        return "";
      }
      try {
        written.force(false);
        forced = lines;
        return "";
      } catch (ClosedChannelException e) {
        // Full, and on the disk, before the next file began.
        return "";
      } catch (IOException e) {
        return "it does not reach the disk: " + e.getMessage();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (FileChannel last = channel) {
      last.force(true);
    }
  }
}
