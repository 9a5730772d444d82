package dev.spillway.storefront;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the shop counts, in the Prometheus text format. Safe for any thread. */
final class Metrics {
  private static final double[] BOUNDS = {
    0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5
  };

  final LongAdder served = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder failed = new LongAdder();
  final AtomicInteger queued = new AtomicInteger();
  final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder totalNanos = new LongAdder();

  Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void took(long nanos) {
    double seconds = nanos / 1e9;
    int i = 0;
    while (i < BOUNDS.length && seconds > BOUNDS[i]) {
      i++;
    }
    buckets[i].increment();
    totalNanos.add(nanos);
  }

  String text() {
    StringBuilder out = new StringBuilder(2048);
    out.append("# HELP storefront_requests_total Requests by how they ended.\n");
    out.append("# TYPE storefront_requests_total counter\n");
    line(out, "storefront_requests_total{outcome=\"served\"}", served.sum());
    line(out, "storefront_requests_total{outcome=\"rejected\"}", rejected.sum());
    line(out, "storefront_requests_total{outcome=\"failed\"}", failed.sum());
    out.append("# HELP storefront_queued Requests that wait for a worker.\n");
    out.append("# TYPE storefront_queued gauge\n");
    line(out, "storefront_queued", queued.get());
    out.append("# HELP storefront_in_flight Requests that are being answered.\n");
    out.append("# TYPE storefront_in_flight gauge\n");
    line(out, "storefront_in_flight", inFlight.get());
    latency(out);
    return out.toString();
  }

  private void latency(StringBuilder out) {
    out.append("# HELP storefront_latency_seconds From arrival to answer.\n");
    out.append("# TYPE storefront_latency_seconds histogram\n");
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      sum += buckets[i].sum();
      String bound = i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "+Inf";
      line(out, "storefront_latency_seconds_bucket{le=\"" + bound + "\"}", sum);
    }
    out.append(
        String.format(
            Locale.ROOT, "storefront_latency_seconds_sum %.6f%n", totalNanos.sum() / 1e9));
    line(out, "storefront_latency_seconds_count", sum);
  }

  private static void line(StringBuilder out, String name, long value) {
    out.append(name).append(' ').append(value).append('\n');
  }
}
