package dev.spillway.azure.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How the client waits between tries; tests pass one that only notes it. */
@FunctionalInterface
public interface Pause {
  /**
   * @throws InterruptedException when the thread is to end
   */
  void pause(Duration time) throws InterruptedException;

  static Pause real() {
    return time -> {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    };
  }
}
