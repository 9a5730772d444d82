package dev.spillway.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest value of the latest while, in constant space: the hold is cut into pieces, each
 * remembers its own maximum, and a piece is forgotten when all of it is older than the hold. So a
 * value is kept for at least the hold and at most an eighth of it longer.
 *
 * @param pieces maxima, newest first
 * @param begun when the newest piece began, monotonic nanoseconds
 */
public record Peak(List<Double> pieces, long begun) {
  private static final int PIECES = 8;

  public Peak {
    pieces = List.copyOf(pieces);
  }

  static Peak of(double value, long nanos) {
    return new Peak(List.of(value), nanos);
  }

  Peak with(double value, long nanos, Duration hold) {
    long piece = Math.max(1, hold.toNanos() / PIECES);
    long passed = (nanos - begun) / piece;
    if (passed == 0 && value <= pieces.getFirst()) {
      return this;
    }
    List<Double> next = new ArrayList<>(PIECES + 2);
    if (passed == 0) {
      next.add(value);
      next.addAll(pieces.subList(1, pieces.size()));
      return new Peak(next, begun);
    }
    next.add(value);
    // Pieces in which nobody looked: what was true before them held through them no longer.
    for (long i = 1; i < Math.min(passed, PIECES + 1); i++) {
      next.add(value);
    }
    for (int i = 0; i < pieces.size() && next.size() <= PIECES; i++) {
      next.add(pieces.get(i));
    }
    return new Peak(next, begun + passed * piece);
  }

  double max() {
    double max = pieces.getFirst();
    for (double value : pieces) {
      max = Math.max(max, value);
    }
    return max;
  }
}
