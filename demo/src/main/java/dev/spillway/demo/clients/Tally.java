package dev.spillway.demo.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Counts what became of each request. Latency runs from the moment a request was meant to be sent,
 * so a stalled client hides nothing (no coordinated omission). Safe for any thread.
 */
final class Tally {
  private final Map<Integer, Second> seconds = new ConcurrentHashMap<>();
  private final Second total = new Second(-1);

  /**
   * @param at seconds since the start at which the request was meant to be sent
   * @param site where its address lies; empty when there was none
   */
  void count(double at, String site, Second.End end, long latencyMicros) {
    add(seconds.computeIfAbsent((int) at, Second::new), site, end, latencyMicros);
    add(total, site, end, latencyMicros);
  }

  private static void add(Second s, String site, Second.End end, long latencyMicros) {
    synchronized (s) {
      s.sent++;
      s.ends.merge(end, 1L, Long::sum);
      if (end == Second.End.OK) {
        s.served.merge(site, 1L, Long::sum);
        s.latency.recordValue(Math.min(latencyMicros, s.latency.getHighestTrackableValue()));
      }
    }
  }

  /** A name server's answer that named a site's address. */
  void answered(double at, String site) {
    for (Second s : List.of(seconds.computeIfAbsent((int) at, Second::new), total)) {
      synchronized (s) {
        s.answers.merge(site, 1L, Long::sum);
      }
    }
  }

  /** One second as a line of JSON; it is forgotten here. */
  String line(int t, double offered) {
    Second s = seconds.remove(t);
    return json("second", s == null ? new Second(t) : s, offered);
  }

  /**
   * All seconds together.
   *
   * @param seconds for how long requests were sent
   */
  String totals(double seconds) {
    return json("total", total, total.sent / Math.max(1e-3, seconds));
  }

  private static String json(String kind, Second s, double offered) {
    synchronized (s) {
      List<String> parts = new ArrayList<>();
      parts.add("\"kind\":\"" + kind + "\"");
      parts.add("\"t\":" + s.t);
      parts.add(String.format(Locale.ROOT, "\"offered\":%.2f", offered));
      parts.add("\"sent\":" + s.sent);
      parts.add("\"lost\":" + s.lost());
      Map<String, Long> ends = new TreeMap<>();
      s.ends.forEach((end, n) -> ends.put(end.name().toLowerCase(Locale.ROOT), n));
      parts.add("\"ends\":" + object(ends));
      parts.add("\"served\":" + object(s.served));
      parts.add("\"answers\":" + object(s.answers));
      Histogram h = s.latency;
      parts.add(
          String.format(
              Locale.ROOT,
              "\"latencyMillis\":{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}",
              h.getValueAtPercentile(50) / 1000.0,
              h.getValueAtPercentile(90) / 1000.0,
              h.getValueAtPercentile(99) / 1000.0,
              h.getMaxValue() / 1000.0));
      return "{" + String.join(",", parts) + "}";
    }
  }

  private static String object(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
