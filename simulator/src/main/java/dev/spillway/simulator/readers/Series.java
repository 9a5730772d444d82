package dev.spillway.simulator.readers;

/**
 * A series of rates.
 *
 * @param rates requests per second, one for each second
 * @param badLines lines of the source that were skipped because they could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; as long as a day has seconds
public record Series(double[] rates, long badLines) {

  /** The same series, each rate times {@code factor}. */
  public Series scaled(double factor) {
    double[] scaled = new double[rates.length];
    for (int i = 0; i < rates.length; i++) {
      scaled[i] = rates[i] * factor;
    }
    return new Series(scaled, badLines);
  }
}
