package dev.spillway.link;

import dev.spillway.core.Service;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Keeps a service's limits over all sessions of one site, and counts. Safe for any thread. */
final class ServiceMeter {
  private final Service.Limits limits;

  /** Bandwidth is measured over this time at least. */
  private static final long MEASURED = 1_000_000_000L;

  private final LongAdder moved = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private long measuredAt;
  private long measuredBytes;
  private double flow;
  private final AtomicInteger open = new AtomicInteger();
  private final Bucket starts;
  private final Bucket bytes;

  ServiceMeter(Service.Limits limits, long now) {
    this.limits = limits;
    measuredAt = now;
    starts = new Bucket(limits.perSecond(), now);
    bytes = new Bucket(limits.bytesPerSecond(), now);
  }

  Service.Limits limits() {
    return limits;
  }

  /**
   * Counts a stream that begins; {@link #ended} must follow.
   *
   * @return empty text, or why it may not begin; then nothing is counted
   */
  String begin(long now) {
    if (!starts.isOpen(now)) {
      return "more than " + limits.perSecond() + " new streams a second";
    }
    if (open.incrementAndGet() > limits.streams()) {
      open.decrementAndGet();
      return "the service's " + limits.streams() + " streams are in use";
    }
    starts.use(1);
    begun.increment();
    return "";
  }

  /** Streams that were let begin. */
  long begun() {
    return begun.sum();
  }

  int open() {
    return open.get();
  }

  /** Bytes of both directions. */
  long moved() {
    return moved.sum();
  }

  /** How much is used of the limit that is nearest, 1 for all; 0 without limits. */
  synchronized double used(long now) {
    if (now - measuredAt >= MEASURED) {
      long total = moved.sum();
      flow = (total - measuredBytes) / ((now - measuredAt) / 1e9);
      measuredBytes = total;
      measuredAt = now;
    }
    double streams = limits.streams() == Integer.MAX_VALUE ? 0 : open.get();
    return Math.max(streams / limits.streams(), flow / limits.bytesPerSecond());
  }

  void ended() {
    open.decrementAndGet();
  }

  /** Whether bytes may flow now; else ask again a little later. */
  boolean mayFlow(long now) {
    return limits.bytesPerSecond() == Double.POSITIVE_INFINITY || bytes.isOpen(now);
  }

  void flowed(int length) {
    moved.add(length);
    if (limits.bytesPerSecond() != Double.POSITIVE_INFINITY) {
      bytes.use(length);
    }
  }
}
