package dev.spillway.simulator.readers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Access logs in Common or Combined Log Format: every line with a time in brackets is a request.
 * Lines may be out of order and in any time zone; lines without a time are counted as bad.
 */
final class AccessLog {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final long NO_TIME = Long.MIN_VALUE;

  private long[] seconds = new long[1 << 12];
  private int count;
  private long bad;

  private AccessLog() {}

  static Series read(Path file, String first, BufferedReader in)
      throws IOException, SeriesException {
    AccessLog log = new AccessLog();
    for (String line = first; line != null; line = in.readLine()) {
      log.line(line);
    }
    return log.series(file, first);
  }

  private void line(String line) {
    long second = time(line);
    if (second == NO_TIME) {
      bad += line.isBlank() ? 0 : 1;
      return;
    }
    if (count == seconds.length) {
      seconds = Arrays.copyOf(seconds, count * 2);
    }
    seconds[count++] = second;
  }

  private Series series(Path file, String first) throws SeriesException {
    if (count == 0) {
      String shown = first.length() > 60 ? first.substring(0, 60) + "…" : first;
      throw new SeriesException(
          file
              + ":1: found '"
              + shown
              + "'; none of "
              + bad
              + " lines is an access log line with a time such as"
              + " [10/Oct/2025:13:55:36 +0000], and the first is not the header "
              + Csv.HEADER);
    }
    long lowest = Arrays.stream(seconds, 0, count).min().orElse(0);
    long highest = Arrays.stream(seconds, 0, count).max().orElse(0);
    if (highest - lowest >= SeriesReader.LONGEST) {
      throw new SeriesException(
          file + ": the lines span more than " + SeriesReader.LONGEST + " seconds; cut the log");
    }
    double[] rates = new double[(int) (highest - lowest) + 1];
    for (int i = 0; i < count; i++) {
      rates[(int) (seconds[i] - lowest)]++;
    }
    return new Series(rates, bad);
  }

  /** The epoch second in {@code [10/Oct/2025:13:55:36 -0700]}, the first such text in the line. */
  private static long time(String line) {
    for (int at = line.indexOf('['); at >= 0; at = line.indexOf('[', at + 1)) {
      if (at + 27 < line.length() && line.charAt(at + 27) == ']' && line.charAt(at + 3) == '/') {
        return parse(line, at + 1);
      }
    }
    return NO_TIME;
  }

  private static long parse(String line, int at) {
    try {
      int hours = Integer.parseInt(line, at + 22, at + 24, 10);
      int minutes = Integer.parseInt(line, at + 24, at + 26, 10);
      int sign = line.charAt(at + 21) == '-' ? -1 : 1;
      return OffsetDateTime.of(
              Integer.parseInt(line, at + 7, at + 11, 10),
              MONTHS.indexOf(line.substring(at + 3, at + 6)) + 1,
              Integer.parseInt(line, at, at + 2, 10),
              Integer.parseInt(line, at + 12, at + 14, 10),
              Integer.parseInt(line, at + 15, at + 17, 10),
              Math.min(59, Integer.parseInt(line, at + 18, at + 20, 10)),
              0,
              ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes))
          .toEpochSecond();
    } catch (NumberFormatException | DateTimeException e) {
      return NO_TIME; // counted as a bad line by the caller
    }
  }
}
