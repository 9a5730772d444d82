package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object in each line: a request, as web servers and proxies log them, or a rate at a
 * time. Which key is the time, and whether one is a rate, is decided at the first object that has a
 * time and holds for the whole file. Only keys of the outermost object are looked at.
 */
final class JsonLines {
  private static final JsonFactory JSON = new JsonFactory();

  /** More keys than any log has; an object with more is not looked at further. */
  private static final int KEYS = 1000;

  private final Collector collector;
  private final ReadOptions options;
  private final String file;
  private final Times times;
  private @Nullable String timeKey;
  private @Nullable String rateKey;

  private JsonLines(String file, ReadOptions options, Collector collector) {
    this.file = file;
    this.options = options;
    this.collector = collector;
    this.times = new Times(options.zone(), collector.findings);
  }

  static void read(String file, Lines lines, ReadOptions options, Collector collector)
      throws IOException, SeriesException {
    JsonLines json = new JsonLines(file, options, collector);
    while (lines.next()) {
      if (!lines.blank()) {
        json.line(lines);
      }
    }
    collector.endSeries();
  }

  private void line(Lines lines) throws SeriesException {
    collector.findings.lines++;
    if (lines.cut) {
      collector.findings.leftOut(Trouble.TOO_LONG, lines.number, lines.beginning());
      return;
    }
    Map<String, String> found;
    try {
      found = scalars(lines);
    } catch (JacksonException e) {
      collector.findings.leftOut(Trouble.BROKEN_JSON, lines.number, lines.beginning());
      return;
    }
    if (timeKey == null) {
      choose(List.copyOf(found.keySet()));
    }
    String time = timeKey == null ? null : found.get(timeKey);
    long second = time == null ? Times.NO_TIME : times.second(time);
    if (second == Times.NO_TIME) {
      collector.findings.leftOut(Trouble.NO_TIME, lines.number, lines.beginning());
    } else if (rateKey == null) {
      collector.request(second);
    } else {
      rate(lines, second, found.get(rateKey));
    }
  }

  private void rate(Lines lines, long second, @Nullable String text) {
    try {
      double value = Double.parseDouble(text == null ? "" : text);
      collector.rate(second, value, lines.number, lines.beginning());
    } catch (NumberFormatException e) {
      collector.findings.leftOut(Trouble.NO_NUMBER, lines.number, lines.beginning());
    }
  }

  /** Top-level strings and numbers; once the keys are known only those. */
  private Map<String, String> scalars(Lines lines) {
    Map<String, String> found = new LinkedHashMap<>();
    try (JsonParser parser =
        JSON.createParser(
            ObjectReadContext.empty(), lines.bytes, lines.from, lines.to - lines.from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new tools.jackson.core.exc.StreamReadException(parser, "no object");
      }
      String name = parser.nextName();
      while (name != null) {
        JsonToken value = parser.nextToken();
        boolean wanted = timeKey == null || name.equals(timeKey) || name.equals(rateKey);
        if (value.isStructStart()) {
          parser.skipChildren();
        } else if (wanted && value.isScalarValue() && found.size() < KEYS) {
          found.put(name, parser.getString());
        }
        name = parser.nextName();
      }
    }
    return found;
  }

  private void choose(List<String> keys) throws SeriesException {
    String time = options.timeField() != null ? options.timeField() : Fields.time(keys);
    if (time == null || !keys.contains(time)) {
      return; // the next line may have one
    }
    timeKey = time;
    List<String> others = new ArrayList<>(keys);
    others.remove(time);
    // Access logs have many keys, and some of them sound like rates.
    String guess = keys.size() <= 4 ? Fields.rate(others) : null;
    rateKey = options.rateField() != null ? options.rateField() : guess;
    collector.holds(rateKey == null ? Kind.REQUESTS : Kind.RATES, file);
    if (rateKey != null) {
      Fields.say(rateKey, options, collector);
    }
  }
}
