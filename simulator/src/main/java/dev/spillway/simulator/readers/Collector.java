package dev.spillway.simulator.readers;

import org.jspecify.annotations.Nullable;

/**
 * Takes what the readers find: requests at a second, or rates of several series. Everything that is
 * at the same time adds up, whichever file it comes from.
 */
final class Collector {
  /** What a file holds. */
  enum Kind {
    REQUESTS,
    RATES
  }

  private static final long NONE = Long.MIN_VALUE;

  final Findings findings = new Findings();
  final SparseGrid total = new SparseGrid();
  private SparseGrid layer = new SparseGrid();
  private @Nullable Kind kind;
  private String kindOf = "";
  private long previous = NONE;
  private boolean countsPerStep;

  /** A file begins; times may start anew. */
  void begin(String file) {
    findings.file(file);
    previous = NONE;
  }

  /**
   * @throws SeriesException when files of both kinds are mixed
   */
  void holds(Kind found, String file) throws SeriesException {
    if (kind != null && kind != found) {
      throw new SeriesException(
          file
              + ": holds "
              + words(found)
              + ", and "
              + kindOf
              + " "
              + words(kind)
              + "; simulate them one after the other");
    }
    kind = found;
    kindOf = file;
  }

  private static String words(Kind kind) {
    return kind == Kind.REQUESTS ? "a line for each request" : "rates";
  }

  @Nullable Kind kind() {
    return kind;
  }

  void request(long second) {
    if (second < previous) {
      findings.backwards(previous - second);
    }
    previous = second;
    findings.used++;
    total.add(second, 1);
  }

  /** A rate of the running series; false and counted when it is no rate. */
  boolean rate(long second, double value, long line, String found) {
    if (!Double.isFinite(value)) {
      findings.leftOut(Trouble.NOT_FINITE, line, found);
      return false;
    }
    if (value < 0) {
      findings.leftOut(Trouble.NEGATIVE, line, found);
      return false;
    }
    if (second < previous) {
      findings.backwards(previous - second);
    }
    // The grid may be coarser than the samples of half a year, which is no repetition.
    if (layer.width() == 1 && layer.has(second)) {
      findings.duplicate();
    }
    previous = second;
    findings.used++;
    layer.add(second, value);
    return true;
  }

  /** The running series is complete; another one may follow. */
  void endSeries() {
    if (!layer.isEmpty()) {
      findings.series++;
      total.addMeans(layer);
    }
    previous = NONE;
  }

  /** The numbers are requests in the time from one to the next, not in a second. */
  void countsPerStep() {
    countsPerStep = true;
  }

  boolean areCountsPerStep() {
    return countsPerStep;
  }
}
