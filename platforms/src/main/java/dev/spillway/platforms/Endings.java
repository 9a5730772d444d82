package dev.spillway.platforms;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says how a process ended, as far as anybody can know. */
final class Endings {
  private static final int SIGNALS_FROM = 128;

  private Endings() {}

  /**
   * @param child not null when this very controller started it: only a parent learns the status
   */
  static String of(Kept one, @Nullable Process child) {
    try {
      // The process is dead already; its status arrives as soon as it has been collected.
      if (child != null && child.waitFor(2, TimeUnit.SECONDS)) {
        return status(child.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (one.pid() == null) {
      return "never ran: its start was interrupted";
    }
    return "ended; nobody saw its exit status";
  }

  /** Java adds 128 to the number of the signal that ended a process. */
  private static String status(int status) {
    String signal = status > SIGNALS_FROM ? " (signal " + (status - SIGNALS_FROM) + ")" : "";
    return "ended with exit status " + status + signal;
  }
}
