package dev.spillway.azure.site;

import java.time.Duration;

/**
 * @param busy between two passes while something is not yet as it should be
 * @param steady between two passes that find nothing to do while instances run
 * @param longest between two tries of what fails
 * @param leftovers how long an empty list of leftovers is believed while nothing was asked for
 */
public record Timing(Duration busy, Duration steady, Duration longest, Duration leftovers) {
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(1));
}
