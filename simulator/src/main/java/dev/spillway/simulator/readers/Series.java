package dev.spillway.simulator.readers;

import dev.spillway.simulator.Rates;
import java.time.Instant;

/**
 * Rates at even distances; between them it is interpolated on a straight line, and the last one
 * holds for one distance.
 *
 * @param start the time of the first rate; the epoch where the source has no dates
 * @param step seconds from one rate to the next
 * @param values requests per second, finite and not negative
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Series(Instant start, int step, double[] values) implements Rates {
  @Override
  public int seconds() {
    return Math.multiplyExact(step, values.length);
  }

  @Override
  public double at(int second) {
    int i = second / step;
    int into = second - i * step;
    double a = values[i];
    if (into == 0 || i + 1 == values.length) {
      return a;
    }
    return a + (values[i + 1] - a) * into / step;
  }
}
