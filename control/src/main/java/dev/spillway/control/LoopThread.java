package dev.spillway.control;

import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.Meters;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Calls one app's loop at every tick, on a virtual thread, whatever a tick may throw. */
final class LoopThread {
  private static final System.Logger LOG = System.getLogger(LoopThread.class.getName());

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final AppLoop loop;
  private final long period;
  private final Meters meters;
  private final EventLog events;
  private final Consumer<AppLoop> after;
  private volatile boolean closed;
  private String lastFailure = "";
  private Thread thread = Thread.currentThread();

  private LoopThread(
      AppLoop loop, Duration tick, Meters meters, EventLog events, Consumer<AppLoop> after) {
    this.loop = loop;
    this.period = tick.toNanos();
    this.meters = meters;
    this.events = events;
    this.after = after;
  }

  static LoopThread start(
      AppLoop loop,
      Duration tick,
      long offsetNanos,
      Meters meters,
      EventLog events,
      Consumer<AppLoop> after) {
    LoopThread made = new LoopThread(loop, tick, meters, events, after);
    made.thread =
        Thread.ofVirtual()
            .name("loop-" + loop.app().name())
            .start(() -> made.run(System.nanoTime() + offsetNanos));
    return made;
  }

  private void run(long first) {
    long next = first;
    while (!closed) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      meters.late(Duration.ofNanos(-wait));
      tick();
      // Ticks that were missed are not made up for: the next one sees all there is.
      next = Math.max(next + period, System.nanoTime() - period);
    }
  }

  private void tick() {
    try {
      loop.tick();
      lastFailure = "";
      after.accept(loop);
    } catch (RuntimeException | Error e) {
      // Also an error: a loop that ended would leave its app to itself, and nobody would know.
      String text = String.valueOf(e);
      if (!text.equals(lastFailure)) {
        lastFailure = text;
        LOG.log(System.Logger.Level.ERROR, loop.app().name() + ": a tick failed", e);
        tell("a tick failed in a way that was not foreseen; what is stays as it is: " + text);
      }
    }
  }

  private void tell(String text) {
    try {
      events.note(Instant.now(), loop.app().name(), Event.Kind.FAILURE, "controller", text, null);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, loop.app().name() + ": not told: " + text, e);
    }
  }

  /**
   * Ends all of them, within about five seconds. All are told before any is waited for: one that
   * waits for its turn behind thousands that go on would have to wait for each of theirs.
   */
  static void close(List<LoopThread> all) {
    all.forEach(LoopThread::stop);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try {
      for (LoopThread each : all) {
        each.thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
