package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  private final AuditFile file;
  private final boolean optional;

  private AuditLog(AuditFile file, boolean optional) {
    this.file = file;
    this.optional = optional;
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
    return new AuditLog(new AuditFile(file, mostBytes), optional);
  }

  static AuditLog open(Path file, boolean optional) throws IOException {
    return open(file, USUAL_FILE, optional);
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
      file.write(each);
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
      file.write(each);
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
      if (first == null || !file.isOpen()) {
        return true;
      }
      file.write(first);
      waiting.removeFirst();
    }
    return false;
  }

  /** Brings what was written to the disk; returns an empty text, or why that failed. */
  String force() {
    AuditFile.Written written;
    synchronized (this) {
      written = file.written();
    }
    return written.force();
  }

  /** How the chain stands; keep it elsewhere to prove later that nothing was cut off. */
  public synchronized AuditChain.Head head() {
    return file.head();
  }

  @Override
  public synchronized void close() throws IOException {
    if (!file.isOpen()) {
      return;
    }
    try (file) {
      while (!writeSome()) {
        // All of it: nobody else needs the log now.
      }
    }
  }
}
