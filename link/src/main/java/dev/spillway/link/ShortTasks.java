package dev.spillway.link;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task in a virtual thread of its own for a limited time, and a limited number at once: a
 * task that is too slow is interrupted, which closes the connection that it reads from, and so is
 * the oldest when there are too many. So callers who stall cost others nothing. Safe for any
 * thread.
 */
final class ShortTasks implements Executor, AutoCloseable {
  private final int most;
  private final Duration limit;
  private final Set<Thread> running = new LinkedHashSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("time limits").unstarted(task));

  /**
   * @param most tasks at once, 1 or more
   * @param limit of one task
   */
  ShortTasks(int most, Duration limit) {
    this.most = most;
    this.limit = limit;
  }

  @Override
  public synchronized void execute(Runnable task) {
    if (clock.isShutdown()) {
      throw new RejectedExecutionException("closed");
    }
    Thread thread = Thread.ofVirtual().name("short task").unstarted(() -> run(task));
    // Late for one that has ended is no harm.
    ScheduledFuture<?> unused =
        clock.schedule(thread::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
    if (running.size() >= most) {
      Iterator<Thread> oldest = running.iterator();
      oldest.next().interrupt();
      oldest.remove();
    }
    running.add(thread);
    thread.start();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      synchronized (this) {
        running.remove(Thread.currentThread());
      }
    }
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    running.forEach(Thread::interrupt);
  }
}
