package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import dev.spillway.simulator.readers.SeriesReader.Loaded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a series of what was collected: its body in time, its step, its gaps. */
final class Assembly {
  /** Times this far from all others belong to another story. */
  static final long APART = 7 * 86_400;

  private final Collector collector;
  private final ReadOptions options;
  private final Findings findings;

  Assembly(Collector collector, ReadOptions options) {
    this.collector = collector;
    this.options = options;
    this.findings = collector.findings;
  }

  Loaded loaded() throws SeriesException {
    @Nullable Kind kind = collector.kind();
    if (collector.total.isEmpty() || kind == null) {
      throw nothing("");
    }
    Body body = Body.largest(collector.total, kind);
    if (body.strays() > 0) {
      findings.takenBack(Trouble.FAR_AWAY, body.strays(), body.strayTimes());
    }
    if (collector.total.width() > 1) {
      findings.remark(
          "the times lie so far apart that "
              + collector.total.width()
              + " seconds were taken together");
    }
    Series series =
        kind == Kind.REQUESTS
            ? Counts.series(collector.total, body, options, findings)
            : Samples.series(collector, body, options, findings);
    if (java.util.Arrays.stream(series.values()).allMatch(v -> v == 0)) {
      throw nothing(": all rates are 0");
    }
    return new Loaded(series, findings.reading(options.zone().toString()));
  }

  private SeriesException nothing(String why) {
    Reading reading = findings.reading(options.zone().toString());
    StringBuilder text = new StringBuilder();
    text.append(String.join(", ", reading.sources()))
        .append(": nothing usable is left")
        .append(why);
    reading.leftOut().forEach(l -> text.append("\n  left out: ").append(l.text()));
    text.append("\n  ").append(Detect.allowed());
    text.append("; say --format, --time-field or --rate-field if it was taken for something else");
    return new SeriesException(text.toString());
  }

  /** Checks that all values fit in memory as they are; the grid's limits make sure of it. */
  static Series of(long start, long step, double[] values) {
    return new Series(Instant.ofEpochSecond(start), Math.toIntExact(step), values);
  }
}
