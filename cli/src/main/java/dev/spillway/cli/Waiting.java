package dev.spillway.cli;

import java.util.concurrent.CountDownLatch;

/** Keeps a long-running command up until the process is asked to end, then closes its parts. */
final class Waiting {
  private Waiting() {}

  /** Closes {@code parts}, the last one first, when SIGTERM or Ctrl-C comes. Does not return. */
  static int untilAsked(AutoCloseable... parts) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(parts), "shutdown"));
    never.await();
    return 0;
  }

  static void close(AutoCloseable... parts) {
    for (int i = parts.length - 1; i >= 0; i--) {
      try {
        parts[i].close();
      } catch (Exception e) {
        System.getLogger(Waiting.class.getName())
            .log(System.Logger.Level.WARNING, "did not close cleanly", e);
      }
    }
  }
}
