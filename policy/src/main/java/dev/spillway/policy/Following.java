package dev.spillway.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the share that one site really sees follows the published one. {@link Lag} says what is still
 * on its way; what is left in quiet times is lasting: a few resolvers with many users behind each,
 * clients that never ask DNS. That ratio is corrected for, within bounds:
 *
 * <pre>
 *   explained   base + Σ change · moved(age)       of the published shares, so a stale tail is no error
 *   ratio       mean of observed / explained       in quiet times only, over {@value #MEMORY} lifetimes
 *   used        1 + d · (1 − (band/d)²)            d = ratio − 1, where |d| is above the band; else 1
 *   band        8 %, or two standard errors of the ratio if that is more
 * </pre>
 *
 * The shrinkage is Breiman's non-negative garrote (Technometrics 1995): small deviations change
 * nothing, large ones count nearly in full, and nothing jumps. Draws of a client are the same for a
 * lifetime, so a lifetime counts as one draw.
 *
 * @param base share before the oldest change that is remembered; null before the first look
 * @param moves changes that may still be on their way, oldest first, at most {@value #MOST}
 * @param readAt when the latest reading was made, monotonic nanoseconds; null before the first
 * @param ratio observed over explained share
 * @param spread variance of single readings of it
 * @param lifetimes of the answers that taught the ratio, counted to {@value #MEMORY}
 */
public record Following(
    @Nullable Double base,
    List<Move> moves,
    @Nullable Long readAt,
    double ratio,
    double spread,
    double lifetimes) {

  /**
   * @param at when it was published, monotonic nanoseconds
   * @param by how much the share changed, -1 to 1
   */
  public record Move(long at, double by) {}

  static final Following NONE = new Following(null, List.of(), null, 1, 0, 0);
  static final int MOST = 12;
  static final int MEMORY = 60;
  private static final double BAND = 0.08;

  /** A ratio is used only after so many lifetimes. */
  private static final double ENOUGH = 6;

  /** The correction stays within a half and twice. */
  private static final double LEAST = 0.5;

  private static final double MOST_RATIO = 2;

  /** Smaller shares say too little of a ratio. */
  private static final double TOO_SMALL = 0.03;

  /** Quiet: so much of the published share at most is still on its way. */
  private static final double QUIET = 0.08;

  public Following {
    moves = List.copyOf(moves);
  }

  Following afterRestart() {
    return new Following(null, List.of(), null, ratio, spread, lifetimes);
  }

  /**
   * @param published now
   * @param asked when the decision before this one was made, which published it
   */
  Following seen(double published, long asked, long nanos, Duration ttl) {
    if (base == null) {
      return new Following(published, List.of(), readAt, ratio, spread, lifetimes);
    }
    List<Move> next = new ArrayList<>(moves);
    double before = base;
    double by = published - before - moves.stream().mapToDouble(Move::by).sum();
    if (Math.abs(by) > 1e-9) {
      next.add(new Move(asked, by));
    }
    while (!next.isEmpty()
        && (next.size() > MOST || (nanos - next.getFirst().at()) > Lag.end() * ttl.toNanos())) {
      before += next.removeFirst().by();
    }
    boolean same = next.equals(moves);
    return same ? this : new Following(before, next, readAt, ratio, spread, lifetimes);
  }

  /** The share that the published ones explain at a moment, when all clients are like others. */
  double explained(Lag lag, long at, Duration ttl) {
    double sum = base == null ? 0 : base;
    for (Move m : moves) {
      sum += m.by * lag.at(age(m, at, ttl));
    }
    return sum;
  }

  private static double age(Move m, long at, Duration ttl) {
    return (at - m.at) / (double) Math.max(1, ttl.toNanos());
  }

  /** What this reading says of the lag. */
  Lag teach(Lag lag, double observed, long at, Duration ttl) {
    if (moves.isEmpty()) {
      return lag;
    }
    double explained = explained(lag, at, ttl);
    return lag.with(
        moves.stream().map(m -> age(m, at, ttl)).toList(),
        moves.stream().map(m -> m.by * ratio).toList(),
        observed - ratio * explained,
        Math.sqrt(spread) * Math.abs(explained));
  }

  /** A reading that says nothing. */
  Following read(long readTime) {
    return new Following(base, moves, readTime, ratio, spread, lifetimes);
  }

  /**
   * One reading more.
   *
   * @param observed the share of all requests that came here
   * @param at the middle of the time that it speaks of
   * @param readTime when it was made
   */
  Following with(double observed, Lag lag, long at, long readTime, Duration ttl) {
    double published = (base == null ? 0 : base) + moves.stream().mapToDouble(Move::by).sum();
    double explained = explained(lag, at, ttl);
    double passed =
        readAt == null ? 0 : Math.min(1, (readTime - readAt) / (double) Math.max(1, ttl.toNanos()));
    boolean quiet = Math.abs(explained - published) <= QUIET * published;
    boolean young = !moves.isEmpty() && age(moves.getLast(), at, ttl) < Math.max(1, lag.age(0.9));
    if (!quiet || young || published < TOO_SMALL || explained < TOO_SMALL || passed <= 0) {
      return read(readTime);
    }
    double known = Math.min(MEMORY, lifetimes + passed);
    double gain = passed / (known + 1);
    double error = Math.clamp(observed / explained, 0, 4) - ratio;
    double nextSpread = spread + gain * (error * error - spread);
    return new Following(base, moves, readTime, ratio + gain * error, nextSpread, known);
  }

  /** Of the published share, so much is reckoned to come: 1 unless clients clearly do otherwise. */
  double used() {
    double off = ratio - 1;
    double band = Math.max(BAND, 2 * Math.sqrt(spread / Math.max(1, lifetimes)));
    if (lifetimes < ENOUGH || Math.abs(off) <= band) {
      return 1;
    }
    double shrunk = off * (1 - (band / off) * (band / off));
    return Math.clamp(1 + shrunk, LEAST, MOST_RATIO);
  }
}
