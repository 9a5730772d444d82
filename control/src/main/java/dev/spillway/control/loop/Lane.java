package dev.spillway.control.loop;

import dev.spillway.core.Now;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls that may hang off the tick, one at a time: a call is refused while the last one still
 * runs, so a slow other side never piles up work. A call that takes too long is interrupted and
 * told of once.
 */
final class Lane {
  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  private static final class Call {
    final String what;
    final long since;
    volatile @Nullable Thread thread;
    volatile boolean told;

    Call(String what, long since) {
      this.what = what;
      this.since = since;
    }
  }

  private final Executor executor;
  private final Ticker ticker;
  private final AtomicReference<@Nullable Call> current = new AtomicReference<>();

  Lane(Executor executor, Ticker ticker) {
    this.executor = executor;
    this.ticker = ticker;
  }

  /** Starts the task unless one is running. */
  boolean offer(String what, Runnable task) {
    Call call = new Call(what, ticker.now().nanos());
    if (!current.compareAndSet(null, call)) {
      return false;
    }
    executor.execute(() -> {
      call.thread = Thread.currentThread();
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, what + " failed in a way that was not foreseen", e);
      } finally {
        call.thread = null;
        current.set(null);
      }
    });
    return true;
  }

  boolean busy() {
    return current.get() != null;
  }

  /** What has been running for longer than {@code limit}; told once for each call. */
  Optional<String> overdue(Now now, Duration limit) {
    Call call = current.get();
    if (call == null || call.told || now.since(call.since).compareTo(limit) <= 0) {
      return Optional.empty();
    }
    call.told = true;
    Thread thread = call.thread;
    if (thread != null) {
      thread.interrupt();
    }
    return Optional.of(call.what);
  }
}
