package dev.spillway.simulator;

import java.util.Arrays;

/**
 * Where clients go while DNS answers change. All but a stale fraction ask again evenly over the
 * lifetime of an answer, so their share is the mean of the published one over that time; the stale
 * ones follow with a time constant of ten lifetimes, and the last of them are forgotten when they
 * are fewer than {@value #FORGOTTEN} of all clients.
 */
public final class Clients {
  private static final double FORGOTTEN = 5e-4;

  private final double stale;
  private final double follow;
  private final double[] past;
  private int at;
  private double sum;
  private double staleShare;

  /**
   * @param ttlSeconds lifetime of the answers
   * @param stale the fraction that is late, 0 to below 1
   * @param share that has been published for long
   */
  public Clients(double ttlSeconds, double stale, double share) {
    this.stale = stale;
    this.past = new double[(int) Math.max(1, Math.round(ttlSeconds))];
    this.follow = 1 - Math.exp(-1 / (10.0 * past.length));
    this.staleShare = share;
    Arrays.fill(past, share);
    this.sum = share * past.length;
  }

  /** One second passes with {@code published}; the fraction of clients that come is returned. */
  public double second(double published) {
    sum += published - past[at];
    past[at] = published;
    at = (at + 1) % past.length;
    if (at == 0) {
      // No rounding error survives a lifetime.
      sum = 0;
      for (double value : past) {
        sum += value;
      }
    }
    double away = published - staleShare;
    staleShare = Math.abs(away) * stale < FORGOTTEN ? published : staleShare + away * follow;
    double share = (1 - stale) * sum / past.length + stale * staleShare;
    return share < 1e-12 ? 0 : share;
  }

  /** The share that the stale ones follow by now, 0 to 1. */
  public double staleShare() {
    return staleShare;
  }
}
