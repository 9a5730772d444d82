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
 * What happened to each stream, one JSON object a line. Each line carries the SHA-256 hash of the
 * line before, so that nothing can be changed, left out or put in without {@link AuditChain}
 * noticing. Only appended to; a file that is full is renamed and never written again, and the chain
 * goes on in the next. A line is handed to the operating system before its stream goes on, so it
 * outlives the process; the agent brings it to the disk each second. Safe for any thread.
 */
public final class AuditLog implements AutoCloseable {
  /** So many are written before others have their turn. */
  private static final int BATCH = 100;

  private final AuditWaiting waiting = new AuditWaiting();

  /** 64 MiB, of about 400 bytes a line. */
  public static final long USUAL_FILE = 64L << 20;

  private static final long LEAST_FILE = 64L << 10;

  private final Path file;
  private final long mostBytes;
  private final boolean optional;
  private volatile FileChannel channel;
  private AuditChain.Head head;

  /** Of the file that is written. */
  private long firstLine;

  private volatile long forced;

  private AuditLog(Path file, long mostBytes, boolean optional) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    this.optional = optional;
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

  /**
   * Opens the log, or makes it with mode 600, and goes on after its last line. What a crash left of
   * a line that was not finished is cut off.
   *
   * @param mostBytes of one file, 64 KiB or more
   * @param optional streams go on when it cannot be written; else they are refused
   * @throws IOException when the chain is broken, or another process writes it
   */
  public static AuditLog open(Path file, long mostBytes, boolean optional) throws IOException {
    if (mostBytes < LEAST_FILE) {
      throw new IllegalArgumentException("a file of an audit log has 64 KiB or more");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new AuditLog(file, mostBytes, optional);
  }

  static AuditLog open(Path file, boolean optional) throws IOException {
    return open(file, USUAL_FILE, optional);
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
    try {
      write(each);
    } catch (IOException e) {
      if (optional) {
        waiting.lose(each);
      }
      throw e;
    }
  }

  /**
   * Writes a stream's end or a refusal, now or as soon as that works again.
   *
   * @throws IOException when it cannot be written now
   */
  synchronized void ended(AuditRecord each) throws IOException {
    if (!waiting.isEmpty()) {
      waiting.add(each);
      return;
    }
    try {
      write(each);
    } catch (IOException e) {
      waiting.add(each);
      throw e;
    }
  }

  /** Writes what waits, if that works again; returns an empty text, or why it does not. */
  String catchUp() {
    try {
      while (!writeSome()) {
        Thread.yield();
      }
      return "";
    } catch (IOException e) {
      return e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }

  /** Returns whether nothing waits any more. */
  private synchronized boolean writeSome() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      AuditRecord first = waiting.first();
      if (first == null || !channel.isOpen()) {
        return true;
      }
      write(first);
      waiting.removeFirst();
    }
    return false;
  }

  private void write(AuditRecord each) throws IOException {
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

  /** Brings what was written to the disk; returns an empty text, or why that failed. */
  String force() {
    AuditChain.Head now;
    FileChannel written;
    synchronized (this) {
      now = head;
      written = channel;
    }
    if (now.lines() == forced) {
      return "";
    }
    try {
      written.force(false);
      forced = now.lines();
      return "";
    } catch (ClosedChannelException e) {
      // Full, and on the disk, before the next file began.
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
    if (!channel.isOpen()) {
      return;
    }
    try (FileChannel last = channel) {
      while (!writeSome()) {
        // All of it: nobody else needs the log now.
      }
      last.force(true);
    }
  }
}
