package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The answer of Prometheus to {@code /api/v1/query_range}: series of samples, which are added up.
 * Read as a stream: neither the number of series nor their length takes memory.
 */
final class Prometheus {
  private static final JsonFactory JSON = new JsonFactory();

  private final String file;
  private final Collector collector;
  private final JsonParser parser;
  private long sample;

  private Prometheus(String file, JsonParser parser, Collector collector) {
    this.file = file;
    this.parser = parser;
    this.collector = collector;
  }

  static void read(String file, InputStream in, Collector collector)
      throws IOException, SeriesException {
    collector.holds(Kind.RATES, file);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      try {
        new Prometheus(file, parser, collector).answer();
      } catch (JacksonException e) {
        if (e.getCause() instanceof IOException io && !(io instanceof java.io.EOFException)) {
          throw io;
        }
        collector.findings.remark(
            file
                + ": the answer breaks off ("
                + Findings.excerpt(String.valueOf(e.getOriginalMessage()))
                + "); what came before was used");
      }
    }
    collector.endSeries();
  }

  private void answer() throws SeriesException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("data") && value == JsonToken.START_OBJECT) {
        data();
      } else if (name.equals("error") && value.isScalarValue()) {
        throw new SeriesException(
            file + ": Prometheus answered with an error: " + Findings.excerpt(parser.getString()));
      } else {
        parser.skipChildren();
      }
    }
  }

  private void data() throws SeriesException {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("resultType") && !"matrix".equals(parser.getString())) {
        throw new SeriesException(
            file
                + ": found the result of an instant query ("
                + Findings.excerpt(parser.getString())
                + "); ask /api/v1/query_range, with start, end and step");
      } else if (name.equals("result") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          series();
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void series() {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("values") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_ARRAY) {
          sample();
        }
        collector.endSeries();
      } else {
        parser.skipChildren();
      }
    }
  }

  /** {@code [1435781430.781, "1.5"]}; samples are counted where lines are elsewhere. */
  private void sample() {
    sample++;
    collector.findings.lines++;
    JsonToken first = parser.nextToken();
    String time = first.isScalarValue() ? parser.getString() : "";
    double at = first.isNumeric() ? parser.getDoubleValue() : Double.NaN;
    String text = "";
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        return;
      }
      text = parser.currentToken().isScalarValue() ? parser.getString() : "";
      parser.skipChildren();
    }
    String found = "[" + time + ", \"" + text + "\"]";
    long second = Times.epoch(at);
    if (second == Times.NO_TIME) {
      collector.findings.leftOut(Trouble.NO_TIME, sample, found);
      return;
    }
    try {
      collector.rate(second, value(text), sample, found);
    } catch (NumberFormatException e) {
      collector.findings.leftOut(Trouble.NO_NUMBER, sample, found);
    }
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
