package dev.spillway.simulator.readers;

import dev.spillway.core.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times and lengths of time for people. */
final class Spans {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private Spans() {}

  static String show(long seconds) {
    return seconds >= 2 * 86_400
        ? seconds / 86_400 + " days"
        : Units.show(Duration.ofSeconds(seconds));
  }

  /** {@code 2025-10-10 13:55:36 UTC}; for sources without dates the seconds from the start. */
  static String at(long second) {
    return second >= 0 && second < 400_000_000
        ? "second " + second
        : SECONDS.format(Instant.ofEpochSecond(second)) + " UTC";
  }
}
