package dev.spillway.simulator.readers;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of the files; everything is found out where nothing is said.
 *
 * @param format null to look at the first bytes
 * @param zone of times that are written without one
 * @param step width of the bins that requests are counted in; whole seconds; null to choose
 * @param per what the numbers of a column count: requests in this time; null to go by its name
 * @param timeField column or key that holds the time; null to look for one
 * @param rateField column or key that holds the rate; null to look for one
 */
public record ReadOptions(
    @Nullable Format format,
    ZoneId zone,
    @Nullable Duration step,
    @Nullable Duration per,
    @Nullable String timeField,
    @Nullable String rateField) {
  /** Nothing said; times without a zone are UTC. */
  public static final ReadOptions NONE =
      new ReadOptions(null, ZoneId.of("UTC"), null, null, null, null);

  public ReadOptions {
    if (step != null && (step.toSeconds() < 1 || step.toNanosPart() != 0)) {
      throw new IllegalArgumentException("a bin is a whole number of seconds from 1, not " + step);
    }
    if (per != null && (per.isZero() || per.isNegative())) {
      throw new IllegalArgumentException("requests are counted over a time above 0, not " + per);
    }
  }
}
