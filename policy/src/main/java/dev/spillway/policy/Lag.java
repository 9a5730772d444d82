package dev.spillway.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How clients follow a change of shares, as a distribution: {@code moved(age)} is the fraction of
 * the clients concerned that has followed a change so long ago, ages in lifetimes of the answers.
 * It holds dead time (nothing moves at first), lag and the stale tail alike, piecewise linear:
 *
 * <pre>
 *   age      0   0.3   0.6    1   1.5    3     6    15    45   180
 *   before   0   29%   57%   85%  88%   90%   94%   96%   98%  100%
 * </pre>
 *
 * <p><b>Before</b> anything is seen: 90 % within three lifetimes and 2 % after a quarter of an hour
 * were measured at a large service with a lifetime of 20 s (Flavel, Mani and Maltz, LANMAN 2014);
 * resolvers ask again evenly over a lifetime, which gives the steep begin.
 *
 * <p><b>Learned</b> from the app's own past changes: a reading of the shares that sites really see
 * is compared with what the changes behind it explain, and the fractions at the ages concerned move
 * against the error by a normalised least-mean-squares step (Widrow and Hoff 1960; Haykin, Adaptive
 * Filter Theory, ch. 6), then are put in order again, as nobody moves back. Small changes in noisy
 * readings teach little: the noise stands in the norm. Each age has a step of its own, which
 * shrinks with what was read of it: old changes are on their way nearly always, young ones seldom.
 *
 * <p>Pure, twenty numbers.
 *
 * @param moved fractions at the ages above, rising from 0 to 1
 * @param seen at the ages above, readings that taught something of them: one reading counts as one
 *     over all ages; each counted to {@value #SETTLED}
 */
public record Lag(List<Double> moved, List<Double> seen) {
  static final int SETTLED = 10_000;
  private static final double[] AGES = {0, 0.3, 0.6, 1, 1.5, 3, 6, 15, 45, 180};
  private static final List<Double> BEFORE =
      List.of(0.0, 0.29, 0.57, 0.85, 0.88, 0.9, 0.94, 0.96, 0.98, 1.0);

  /** Of what is wrong, so much is put right with a reading: at first, and once settled. */
  private static final double FIRST_STEP = 0.5;

  private static final double LAST_STEP = 0.08;

  /** Readings of an age after which its step has halved. */
  private static final double HALVED = 20;

  /** The least noise of an observed share: sites are not read at the same instant. */
  private static final double LEAST_NOISE = 0.015;

  /** Changes that are felt by less than this teach nothing. */
  private static final double FELT = 0.004;

  public Lag {
    moved = List.copyOf(moved);
    seen = List.copyOf(seen);
  }

  /** Readings that taught something. */
  int readings() {
    return (int) Math.round(seen.stream().mapToDouble(Double::doubleValue).sum());
  }

  static Lag guess() {
    return new Lag(BEFORE, Collections.nCopies(AGES.length, 0.0));
  }

  /** The age from which on nothing of a change is left to come, in lifetimes. */
  static double end() {
    return AGES[AGES.length - 1];
  }

  /** The fraction of clients that has followed a change of this age in lifetimes. */
  double at(double age) {
    if (age <= 0) {
      return 0;
    }
    if (age >= end()) {
      return 1;
    }
    int i = below(age);
    double part = (age - AGES[i]) / (AGES[i + 1] - AGES[i]);
    return moved.get(i) + part * (moved.get(i + 1) - moved.get(i));
  }

  /** The age in lifetimes at which this fraction of the clients has followed: a quantile. */
  double age(double fraction) {
    for (int i = 0; i + 1 < AGES.length; i++) {
      double low = moved.get(i);
      double high = moved.get(i + 1);
      if (fraction <= high) {
        double part = high > low ? Math.max(0, fraction - low) / (high - low) : 0;
        return AGES[i] + part * (AGES[i + 1] - AGES[i]);
      }
    }
    return end();
  }

  private static int below(double age) {
    int i = 0;
    while (i + 2 < AGES.length && AGES[i + 1] <= age) {
      i++;
    }
    return i;
  }

  /**
   * One reading more.
   *
   * @param ages of the changes behind it, in lifetimes
   * @param by how much each changed the share, -1 to 1
   * @param error observed share less what this explains
   * @param noise standard deviation of the observed share
   */
  Lag with(List<Double> ages, List<Double> by, double error, double noise) {
    double[] felt = new double[AGES.length];
    for (int n = 0; n < ages.size(); n++) {
      double age = ages.get(n);
      if (age > 0 && age < end()) {
        int i = below(age);
        double part = (age - AGES[i]) / (AGES[i + 1] - AGES[i]);
        felt[i] += (1 - part) * by.get(n);
        felt[i + 1] += part * by.get(n);
      }
    }
    felt[0] = 0;
    felt[AGES.length - 1] = 0;
    double power = 0;
    for (double f : felt) {
      power += f * f;
    }
    if (power < FELT * FELT) {
      return this;
    }
    double least = LEAST_NOISE * LEAST_NOISE;
    double scale = error / (power + Math.max(least, noise * noise));
    List<Double> next = new ArrayList<>(AGES.length);
    List<Double> nextSeen = new ArrayList<>(AGES.length);
    double before = 0;
    for (int i = 0; i < AGES.length; i++) {
      double step = Math.max(LAST_STEP, FIRST_STEP / (1 + seen.get(i) / HALVED));
      double moves = i == AGES.length - 1 ? 1 : moved.get(i) + step * scale * felt[i];
      before = Math.clamp(moves, before, 1);
      next.add(before);
      nextSeen.add(Math.min(SETTLED, seen.get(i) + felt[i] * felt[i] / power));
    }
    return new Lag(next, nextSeen);
  }
}
