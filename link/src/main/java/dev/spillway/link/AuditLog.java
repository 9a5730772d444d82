package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * What happened to each stream, one JSON object a line. Each line carries the SHA-256 hash of the
 * line before, so that nothing can be changed, left out or put in without {@link AuditChain}
 * noticing. Only appended to. A line is handed to the operating system before its stream goes on,
 * so it outlives the process; the agent brings it to the disk each second. Safe for any thread.
 */
public final class AuditLog implements AutoCloseable {
  /** Ends that could not be written yet: at most the streams that are open when a disk fills. */
  private final ArrayDeque<AuditRecord> waiting = new ArrayDeque<>();

  private final Path file;
  private final FileChannel channel;
  private final boolean optional;
  private AuditChain.Head head;
  private volatile long forced;

  private AuditLog(Path file, FileChannel channel, boolean optional, AuditChain.Head head) {
    this.file = file;
    this.channel = channel;
    this.optional = optional;
    this.head = head;
  }

  /**
   * Opens the log, or makes it with mode 600, and goes on after its last line. What a crash left of
   * a line that was not finished is cut off.
   *
   * @param optional streams go on when it cannot be written; else they are refused
   * @throws IOException when the chain is broken, or another process writes it
   */
  public static AuditLog open(Path file, boolean optional) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
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
      AuditChain.Head head = AuditChain.check(file).head();
      channel.truncate(head.bytes());
      channel.position(head.bytes());
      return new AuditLog(file, channel, optional, head);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether streams go on when it cannot be written. */
  boolean isOptional() {
    return optional;
  }

  /**
   * Writes that a stream begins.
   *
   * @throws IOException when it cannot be written; then it is not logged and must not begin
   */
  synchronized void begins(AuditRecord each) throws IOException {
    writeWaiting();
    write(each);
  }

  /** Writes a stream's end, now or as soon as that works again. */
  synchronized void ended(AuditRecord each) throws IOException {
    waiting.add(each);
    writeWaiting();
  }

  private void writeWaiting() throws IOException {
    for (AuditRecord each = waiting.peek(); each != null; each = waiting.peek()) {
      write(each);
      waiting.poll();
    }
  }

  private void write(AuditRecord each) throws IOException {
    byte[] line = each.line(head.lines() + 1, head.hash()).getBytes(StandardCharsets.UTF_8);
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

  /** Brings what was written to the disk; returns an empty text, or why that failed. */
  String force() {
    AuditChain.Head now = head();
    if (now.lines() == forced) {
      return "";
    }
    try {
      channel.force(false);
      forced = now.lines();
      return "";
    } catch (IOException e) {
      return "it does not reach the disk: " + e.getMessage();
    }
  }

  /** How the chain stands; keep it elsewhere to prove later that nothing was cut off. */
  public synchronized AuditChain.Head head() {
    return head;
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      writeWaiting();
      channel.force(true);
      channel.close();
    }
  }
}
