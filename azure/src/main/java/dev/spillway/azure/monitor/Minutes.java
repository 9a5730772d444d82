package dev.spillway.azure.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An answer of Azure Monitor: values for each minute, of which the latest are not there yet. Pure.
 */
record Minutes(JsonNode body) {
  static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * The beginning of the newest minute that has ended and of which a value is known.
   *
   * @param now on the clock of who answered
   */
  Optional<Instant> newest(String metric, String aggregation, Instant now) {
    TreeMap<Instant, Double> all = values(metric, aggregation);
    return Optional.ofNullable(all.floorKey(now.minus(MINUTE)));
  }

  /** The value of that minute; null when it is not known. */
  @Nullable Double at(String metric, String aggregation, Instant minute) {
    return values(metric, aggregation).get(minute);
  }

  /** The mean of the metric's dimensions that have a value of that minute; null without any. */
  @Nullable Double mean(String metric, String aggregation, Instant minute) {
    Double sum = at(metric, aggregation, minute);
    if (sum == null) {
      return null;
    }
    long parts =
        points(metric)
            .filter(p -> minute.equals(time(p.path("timeStamp").asString(""))))
            .filter(p -> p.path(aggregation).isNumber())
            .count();
    return sum / parts;
  }

  private Stream<JsonNode> points(String metric) {
    return body.path("value")
        .valueStream()
        .filter(one -> one.path("name").path("value").asString("").equalsIgnoreCase(metric))
        .flatMap(one -> one.path("timeseries").valueStream())
        .flatMap(series -> series.path("data").valueStream());
  }

  /** Summed over the metric's dimensions, of which there is one unless somebody asked for more. */
  private TreeMap<Instant, Double> values(String metric, String aggregation) {
    TreeMap<Instant, Double> all = new TreeMap<>();
    points(metric)
        .forEach(point -> {
          JsonNode value = point.path(aggregation);
          Instant minute = time(point.path("timeStamp").asString(""));
          if (value.isNumber() && minute != null) {
            all.merge(minute, value.asDouble(), Double::sum);
          }
        });
    return all;
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
