package dev.spillway.signals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one text of metrics says about an app's traffic at one moment.
 *
 * @param nanos when it was read, monotonic
 * @param took nanoseconds from asking to reading; the figures are from some moment in it
 * @param counters the picked samples of served and rejected, each by its name and labels, with what
 *     it counts
 * @param queued the sum of the picked gauges; empty when there is none
 * @param buckets of the latency histogram: count of answers by upper bound in seconds
 */
record Scrape(
    long nanos,
    long took,
    Map<String, Counter> counters,
    OptionalDouble queued,
    TreeMap<Double, Double> buckets) {

  record Counter(boolean served, double value) {}

  /** What is looked for. */
  record Wanted(
      List<Selector> served,
      List<Selector> rejected,
      List<Selector> queued,
      Optional<Selector> latency) {}

  /**
   * @throws IllegalArgumentException names the line with a value that cannot be, or the selector
   *     that finds nothing
   */
  static Scrape of(PrometheusText text, Wanted wanted, long nanos, long took) {
    Map<String, Counter> counters = new HashMap<>();
    TreeMap<Double, Double> buckets = new TreeMap<>();
    double queued = 0;
    boolean anyQueue = false;
    for (PrometheusText.Sample s : text.samples()) {
      if (picked(wanted.rejected(), s)) {
        counters.put(s.name() + s.labels(), new Counter(false, checked(s)));
      } else if (picked(wanted.served(), s)) {
        counters.put(s.name() + s.labels(), new Counter(true, checked(s)));
      } else if (picked(wanted.queued(), s)) {
        queued += checked(s);
        anyQueue = true;
      } else if (wanted.latency().isPresent() && bucket(wanted.latency().get(), s)) {
        buckets.merge(bound(s), checked(s), Double::sum);
      }
    }
    wanted.served().forEach(selector -> mustBeThere(selector, text));
    return new Scrape(
        nanos,
        took,
        counters,
        anyQueue ? OptionalDouble.of(queued) : OptionalDouble.empty(),
        buckets);
  }

  private static boolean picked(List<Selector> selectors, PrometheusText.Sample sample) {
    return selectors.stream().anyMatch(s -> s.picks(sample));
  }

  static boolean bucket(Selector latency, PrometheusText.Sample sample) {
    return sample.name().equals(latency.name() + "_bucket")
        && latency.conditions().stream().allMatch(c -> c.holds(sample));
  }

  static double bound(PrometheusText.Sample sample) {
    String le = sample.labels().getOrDefault("le", "");
    try {
      return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "line " + sample.line() + ": le=\"" + le + "\" is not a bound", e);
    }
  }

  static double checked(PrometheusText.Sample sample) {
    if (!(sample.value() >= 0) || Double.isInfinite(sample.value())) {
      throw new IllegalArgumentException(
          "line "
              + sample.line()
              + ": "
              + sample.name()
              + " is "
              + sample.value()
              + ", not a finite number from 0 up");
    }
    return sample.value();
  }

  /**
   * A counter with labels appears only with its first request, but its declaration is there; that
   * of a histogram or summary names the family, without {@code _count}.
   */
  private static void mustBeThere(Selector selector, PrometheusText text) {
    boolean named =
        text.samples().stream().anyMatch(s -> s.name().equals(selector.name()))
            || text.declared().contains(selector.name())
            || text.declared().contains(selector.name().replaceFirst("_(total|count|sum)$", ""));
    if (!named) {
      throw new IllegalArgumentException(
          "there is no metric " + selector.name() + ": name the app's own under 'served'");
    }
  }
}
