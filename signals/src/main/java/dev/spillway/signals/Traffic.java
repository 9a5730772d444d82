package dev.spillway.signals;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the counters of instances into rates, from one scrape of an instance to its next.
 *
 * <pre>
 * rate    = sum of max(0, now - before) / seconds;  a counter below its last value began again at 0
 * demand  = served + rejected + (queued now - queued before) / seconds,  not below 0
 * </pre>
 *
 * So what arrives is what was answered and what the queue has more: a request that waited and was
 * then turned away counts once.
 *
 * <p>What an answer counts is from some moment between asking and reading. Where one took so much
 * longer or shorter than the one before that this could be another one by more than {@value
 * #UNSURE} of the time between them, as when this program stood still in it, they make no rate: the
 * last one holds until the next answer, which is compared with the quicker of the two.
 *
 * <p>The figures of a site are the sums over the instances that answered twice in a row. One that
 * does not answer counts with its last rates for {@value #CARRIED} readings, so that one late
 * answer does not look like less demand. The latency is one percentile over all their answers
 * since. For one thread at a time.
 */
final class Traffic {
  private static final double PERCENTILE = 0.99;
  private static final int CARRIED = 3;
  private static final double UNSURE = 0.25;

  private final Map<String, Scrape> last = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();

  /**
   * The latest rates of one instance.
   *
   * @param missed readings since then in which it did not answer
   */
  private record Known(double served, double rejected, int missed) {}

  /** Sums over the site; empty where nothing is known yet. */
  static final class Sums {
    double served;
    double rejected;
    double growth;
    double queued;
    boolean anyRate;
    boolean anyQueue;
    final TreeMap<Double, Double> buckets = new TreeMap<>();

    /** By what was asked: its part of the demand. */
    final Map<String, Double> demandOf = new HashMap<>();

    private double demand() {
      return served + rejected + growth;
    }

    @Nullable Double rate(double value) {
      return anyRate ? Double.valueOf(value) : null;
    }
  }

  /** Takes what was read of each instance that answered, and forgets all that are not in ids. */
  Sums add(Map<String, Scrape> scrapes, Collection<String> ids) {
    Sums sums = new Sums();
    last.keySet().retainAll(ids);
    known.keySet().retainAll(ids);
    ids.stream().filter(id -> !scrapes.containsKey(id)).forEach(id -> carry(id, sums));
    scrapes.forEach((id, now) -> {
      if (now.queued().isPresent()) {
        sums.queued += now.queued().getAsDouble();
        sums.anyQueue = true;
      }
      Scrape before = last.get(id);
      if (before == null) {
        last.put(id, now);
      } else if (now.nanos() > before.nanos()) {
        double others = sums.demand();
        compare(id, before, now, sums);
        sums.demandOf.put(id, sums.demand() - others);
      }
    });
    return sums;
  }

  private void compare(String id, Scrape before, Scrape now, Sums sums) {
    double unsure = Math.abs(now.took() - before.took());
    if (unsure <= UNSURE * (now.nanos() - before.nanos())) {
      last.put(id, now);
      known.put(id, rates(before, now, sums));
      return;
    }
    if (now.took() < before.took()) {
      last.put(id, now);
    }
    Known rates = known.get(id);
    if (rates != null) {
      sums.anyRate = true;
      sums.served += rates.served();
      sums.rejected += rates.rejected();
    }
  }

  private void carry(String id, Sums sums) {
    known.computeIfPresent(
        id,
        (same, rates) -> {
          if (rates.missed() < CARRIED) {
            sums.served += rates.served();
            sums.rejected += rates.rejected();
          }
          return new Known(rates.served(), rates.rejected(), rates.missed() + 1);
        });
  }

  private static Known rates(Scrape before, Scrape now, Sums sums) {
    double seconds = (now.nanos() - before.nanos()) / 1e9;
    sums.anyRate = true;
    double served = 0;
    double rejected = 0;
    for (Map.Entry<String, Scrape.Counter> each : now.counters().entrySet()) {
      Scrape.Counter counter = each.getValue();
      Scrape.Counter was = before.counters().get(each.getKey());
      double rate = grown(was == null ? 0 : was.value(), counter.value()) / seconds;
      served += counter.served() ? rate : 0;
      rejected += counter.served() ? 0 : rate;
    }
    sums.served += served;
    sums.rejected += rejected;
    double queuedBefore = before.queued().orElse(0);
    double growth = (now.queued().orElse(0) - queuedBefore) / seconds;
    sums.growth += Math.max(growth, -(served + rejected));
    now.buckets()
        .forEach((bound, count) ->
            sums.buckets.merge(
                bound, grown(before.buckets().getOrDefault(bound, 0.0), count), Double::sum));
    return new Known(served, rejected, 0);
  }

  private static double grown(double before, double now) {
    return now >= before ? now - before : now;
  }

  /**
   * The 99th percentile in milliseconds of a histogram's growth: linear within its bucket, and the
   * highest finite bound for what lies above that, as PromQL's histogram_quantile does.
   */
  static Optional<Double> percentileMillis(NavigableMap<Double, Double> buckets) {
    if (buckets.isEmpty() || !(buckets.lastEntry().getValue() > 0)) {
      return Optional.empty();
    }
    double wanted = PERCENTILE * buckets.lastEntry().getValue();
    double lowerBound = 0;
    double lowerCount = 0;
    for (Map.Entry<Double, Double> b : List.copyOf(buckets.entrySet())) {
      if (Double.isInfinite(b.getKey())) {
        return Optional.of(lowerBound * 1000);
      }
      if (b.getValue() >= wanted) {
        double part = (wanted - lowerCount) / Math.max(1e-12, b.getValue() - lowerCount);
        return Optional.of(
            1000 * Math.max(0, lowerBound + (b.getKey() - lowerBound) * Math.min(1, part)));
      }
      lowerBound = b.getKey();
      lowerCount = b.getValue();
    }
    return Optional.of(lowerBound * 1000);
  }
}
