package dev.spillway.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * One line on standard error that is written over and over while something long runs; nothing at
 * all when that is no terminal. Safe for any thread.
 */
final class ProgressLine {
  private static final long EVERY_NANOS = 100_000_000;

  private final PrintWriter err;
  private final boolean shown;
  private final LongSupplier nanos;
  private long next;
  private boolean dirty;

  ProgressLine(PrintWriter err, boolean shown, LongSupplier nanos) {
    this.err = err;
    this.shown = shown;
    this.nanos = nanos;
  }

  static ProgressLine standard(PrintWriter err) {
    return new ProgressLine(err, terminal(), System::nanoTime);
  }

  /**
   * Whether standard error is a terminal; where the system does not say so, the console decides.
   */
  private static boolean terminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  synchronized void show(String text) {
    long now = nanos.getAsLong();
    if (!shown || (dirty && now - next < 0)) {
      return;
    }
    next = now + EVERY_NANOS;
    dirty = true;
    err.print("\r\033[K" + text);
    err.flush();
  }

  synchronized void clear() {
    if (dirty) {
      err.print("\r\033[K");
      err.flush();
      dirty = false;
    }
  }
}
