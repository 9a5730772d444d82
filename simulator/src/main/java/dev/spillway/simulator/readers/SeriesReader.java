package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Reads logs and traces as a stream: memory does not depend on the number of lines, hosts, labels
 * or series. Files lie over one another on the axis of time: rotated logs follow each other, logs
 * of several servers add up.
 */
public final class SeriesReader {
  private SeriesReader() {}

  /** A series and what is to be said of it. */
  public record Loaded(Series series, Reading reading) {}

  /**
   * @param files {@code -} is standard input
   * @throws SeriesException when a file cannot be read or nothing usable is in them
   */
  public static Loaded read(List<Path> files, ReadOptions options, Progress progress)
      throws SeriesException {
    Collector collector = new Collector();
    for (Path file : files) {
      read(file, options, collector, progress);
    }
    return new Assembly(collector, options).loaded();
  }

  private static void read(Path file, ReadOptions options, Collector collector, Progress progress)
      throws SeriesException {
    try {
      Input.Opened opened = Input.open(file, progress);
      try (InputStream in = opened.stream()) {
        Format format =
            options.format() != null ? options.format() : Detect.format(file, opened.head());
        collector.findings.sources.add(file + " (" + format.words() + ")");
        collector.begin(file.toString());
        content(file.toString(), in, format, options, collector);
      }
    } catch (NoSuchFileException e) {
      throw new SeriesException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new SeriesException(file + ": may not be read by this user", e);
    } catch (ZipException e) {
      throw new SeriesException(file + ": the gzip data is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SeriesException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void content(
      String file, InputStream in, Format format, ReadOptions options, Collector collector)
      throws IOException, SeriesException {
    if (format == Format.PROMETHEUS) {
      Prometheus.read(file, in, collector);
      return;
    }
    Lines lines = new Lines(in);
    switch (format) {
      case ACCESS_LOG -> {
        collector.holds(Kind.REQUESTS, file);
        AccessLog.read(lines, collector);
      }
      case JSON_LINES -> JsonLines.read(file, lines, options, collector);
      case CSV -> Csv.read(file, lines, options, collector);
      case PROMETHEUS -> throw new AssertionError("read above");
    }
    if (lines.damaged()) {
      collector.findings.remark(
          file
              + ": the gzip data breaks off; the "
              + lines.number
              + " lines before that were used");
    }
  }
}
