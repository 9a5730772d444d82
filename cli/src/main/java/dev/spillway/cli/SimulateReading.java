package dev.spillway.cli;

import dev.spillway.simulator.readers.Format;
import dev.spillway.simulator.readers.ReadOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of the files; everything is found out where nothing is said. */
final class SimulateReading {
  @Option(
      names = "--format",
      paramLabel = "access-log|json-lines|csv|prometheus",
      converter = FormatName.class,
      description = "How the files are written (default: found out from the first bytes).")
  @Nullable Format format;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description =
          "Time zone of times that are written without one, such as Europe/Berlin"
              + " (default: $${DEFAULT-VALUE}).")
  String zone = "UTC";

  @Option(
      names = "--step",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = {
        "Count requests in bins of this time (default: as exact as the times are, and so wide that",
        "chance does not look like demand; at most a minute)."
      })
  @Nullable Duration step;

  @Option(
      names = "--per",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description =
          "The numbers of a table are requests in this time, such as 5min (default: by their"
              + " name).")
  @Nullable Duration per;

  @Option(
      names = "--time-field",
      paramLabel = "NAME",
      description = "Column or key of the time (default: found by its name).")
  @Nullable String timeField;

  @Option(
      names = "--rate-field",
      paramLabel = "NAME",
      description = "Column or key of the rate (default: found by its name).")
  @Nullable String rateField;

  ReadOptions options() {
    try {
      return new ReadOptions(format, ZoneId.of(zone), step, per, timeField, rateField);
    } catch (DateTimeException e) {
      throw Failure.usage(
          "--zone: found '" + zone + "'; a zone such as UTC, +02:00 or Europe/Berlin is needed");
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  static final class FormatName implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return switch (text) {
        case "access-log" -> Format.ACCESS_LOG;
        case "json-lines" -> Format.JSON_LINES;
        case "csv" -> Format.CSV;
        case "prometheus" -> Format.PROMETHEUS;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "'" + text + "' is not access-log, json-lines, csv or prometheus");
      };
    }
  }
}
