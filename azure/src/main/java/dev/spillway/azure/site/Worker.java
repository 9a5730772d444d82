package dev.spillway.azure.site;

import dev.spillway.core.AdapterException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs passes on a thread of its own: at once when kicked, else as the timing says. */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Worker.class.getName());

  private final String name;
  private final Passes passes;
  private final Desk desk;
  private final Timing timing;
  private final Semaphore kicks = new Semaphore(0);
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param name of its thread
   */
  public Worker(String name, Passes passes, Desk desk, Timing timing) {
    this.name = name;
    this.passes = passes;
    this.desk = desk;
    this.timing = timing;
  }

  /** Begins; does nothing when it has begun. */
  public synchronized void begin() {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name(name).start(this::run);
    }
  }

  public void kick() {
    begin();
    kicks.release();
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      Duration wait;
      try {
        boolean settled = passes.pass();
        failures = 0;
        wait = settled ? timing.steady() : timing.busy();
      } catch (AdapterException e) {
        failures++;
        wait = backoff(failures);
        LOG.log(Logger.Level.DEBUG, "tried again in " + wait + ": " + e.getMessage());
      } catch (RuntimeException e) {
        failures++;
        wait = timing.longest();
        LOG.log(Logger.Level.ERROR, "a pass of " + name + " failed unexpectedly", e);
      }
      pause(wait);
    }
  }

  private Duration backoff(int failures) {
    Duration wait = timing.busy().multipliedBy(1L << Math.min(failures - 1, 10));
    return wait.compareTo(timing.longest()) < 0 ? wait : timing.longest();
  }

  /** With nothing wanted and nothing to remove there is nothing to look at. */
  private void pause(Duration wait) {
    try {
      boolean idle = desk.order().wish().instances().isEmpty() && passes.look() == Look.NOTHING;
      if (idle) {
        kicks.acquire();
      } else if (!kicks.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      kicks.drainPermits();
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }
}
