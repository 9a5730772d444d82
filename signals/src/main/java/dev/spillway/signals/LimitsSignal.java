package dev.spillway.signals;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Units;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads from one place with metrics how much is used of what must not be used up, such as the
 * sessions of a database: a gauge, or the 99th percentile of a histogram's growth since the reading
 * before, divided by its limit. For one thread at a time.
 */
final class LimitsSignal implements SignalSource {
  static final AdapterType<SignalSource> TYPE =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "prometheus-limits",
          """
          {
            "type": "object",
            "description": "Reads in Prometheus' text format how much is used of what bounds the share of public sites: at home, for all of them, such as a database's sessions; at a public site, for that one.",
            "additionalProperties": false,
            "required": ["url", "limits"],
            "properties": {
              "url": {"description": "Where the metrics are, such as those of a database's exporter.", "type": "string", "pattern": "^https?://"},
              "limits": {
                "title": "a mapping from a name for people to what is measured and its limit",
                "description": "By a name for people: of, a selector of gauges that are added up, or p99-of, a histogram of seconds by its name without _bucket; and at-most, a number, or with p99-of a time. Public sites get no further clients from 90 % of it on, and fewer above 100 %.",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                  "title": "a mapping with the keys at-most and either of or p99-of",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["at-most"],
                  "oneOf": [{"required": ["of"]}, {"required": ["p99-of"]}],
                  "properties": {
                    "of": {"type": "string"},
                    "p99-of": {"type": "string"},
                    "at-most": {"title": "a number above 0, or a time such as 50ms", "type": ["number", "string"]}
                  }
                }
              },
              "interval": {"description": "How often it is read. Default: that of health", "$ref": "#/$defs/period"},
              "timeout": {"description": "How long a reading may take. Default: that of health", "$ref": "#/$defs/period"}
            }
          }
          """,
          LimitsSignal::new);

  /**
   * @param histogram its growth is measured, else the sum of gauges
   * @param most in the unit of the metric; ms for a histogram
   */
  private record Limit(Selector of, boolean histogram, double most) {}

  private final URI url;
  private final Map<String, Limit> limits = new LinkedHashMap<>();
  private final Map<String, TreeMap<Double, Double>> before = new LinkedHashMap<>();
  private final Duration interval;
  private final Fetch fetch;

  /**
   * @throws AdapterException.Invalid names the setting that cannot work
   */
  LimitsSignal(AdapterSpec spec, AdapterContext context) throws AdapterException {
    try {
      this.url = URI.create(spec.text("url").orElse(""));
      this.interval =
          spec.text("interval").map(Units::duration).orElse(context.health().interval());
      Duration timeout =
          spec.text("timeout").map(Units::duration).orElse(context.health().timeout());
      Object all = spec.settings().get("limits");
      if (url.getHost() == null || !(all instanceof Map<?, ?> named) || named.isEmpty()) {
        throw new IllegalArgumentException(
            "it needs url, such as http://10.0.0.5:9187/metrics, and limits");
      }
      named.forEach((name, limit) -> limits.put(name.toString(), limit(name, limit)));
      this.fetch = new Fetch(url.getHost(), Trust.of(context, url.getScheme()), timeout);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("prometheus-limits: " + e.getMessage(), e);
    }
  }

  private static Limit limit(Object name, Object settings) {
    if (!(settings instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(name + ": found '" + settings + "', not a mapping");
    }
    Optional<String> gauge = Optional.ofNullable(map.get("of")).map(Object::toString);
    Optional<String> histogram = Optional.ofNullable(map.get("p99-of")).map(Object::toString);
    String most = Optional.ofNullable(map.get("at-most")).map(Object::toString).orElse("");
    if (gauge.isPresent() == histogram.isPresent()) {
      throw new IllegalArgumentException(name + ": it needs either of or p99-of");
    }
    double value = histogram.isPresent() ? millis(name, most) : number(name, most);
    String selector = gauge.orElseGet(() -> histogram.orElse(""));
    return new Limit(Selector.parse(selector), histogram.isPresent(), value);
  }

  private static double millis(Object name, String text) {
    double millis = Units.duration(text).toNanos() / 1e6;
    if (!(millis > 0)) {
      throw new IllegalArgumentException(name + ": at-most is a time above 0, not " + text);
    }
    return millis;
  }

  private static double number(Object name, String text) {
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": at-most is a number above 0, not '" + text + "'", e);
    }
    throw new IllegalArgumentException(name + ": at-most is a number above 0, not " + text);
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    PrometheusText text;
    try {
      int port = url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      Fetch.Answer answer = fetch.get(new InetSocketAddress(url.getHost(), port), path + query);
      if (!answer.good()) {
        throw new IOException("it answered " + answer.status());
      }
      text = PrometheusText.parse(answer.body());
    } catch (IOException | PrometheusText.Malformed e) {
      throw new AdapterException.Transient("no limits from " + url + ": " + e.getMessage(), e);
    }
    return Reading.ofUsed(used(text));
  }

  private Map<String, Double> used(PrometheusText text) throws AdapterException {
    Map<String, Double> used = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    try {
      for (Map.Entry<String, Limit> e : limits.entrySet()) {
        Limit limit = e.getValue();
        Optional<Double> value =
            limit.histogram
                ? percentile(e.getKey(), limit.of, text, missing)
                : sum(limit.of, text, missing);
        value.ifPresent(v -> used.put(e.getKey(), v / limit.most));
      }
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Transient(url + ", " + e.getMessage(), e);
    }
    if (!missing.isEmpty()) {
      throw new AdapterException.Transient(
          url + ": there is no metric " + String.join(" and no ", missing));
    }
    return used;
  }

  private static Optional<Double> sum(Selector of, PrometheusText text, List<String> missing) {
    List<PrometheusText.Sample> found = text.samples().stream().filter(of::picks).toList();
    if (found.isEmpty()) {
      missing.add(of.toString());
      return Optional.empty();
    }
    return Optional.of(found.stream().mapToDouble(Scrape::checked).sum());
  }

  /** Of what came since the reading before; empty when nothing did. */
  private Optional<Double> percentile(
      String name, Selector of, PrometheusText text, List<String> missing) {
    TreeMap<Double, Double> now = new TreeMap<>();
    text.samples().stream()
        .filter(s -> Scrape.bucket(of, s))
        .forEach(s -> now.merge(Scrape.bound(s), Scrape.checked(s), Double::sum));
    if (now.isEmpty()) {
      missing.add(of.name() + "_bucket");
      return Optional.empty();
    }
    TreeMap<Double, Double> last = before.put(name, now);
    if (last == null) {
      return Optional.empty();
    }
    TreeMap<Double, Double> grown = new TreeMap<>();
    now.forEach((bound, count) -> {
      double was = last.getOrDefault(bound, 0.0);
      grown.put(bound, count >= was ? count - was : count);
    });
    return Traffic.percentileMillis(grown);
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {
    before.clear();
  }
}
