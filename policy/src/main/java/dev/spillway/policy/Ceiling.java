package dev.spillway.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a site (an instance of a public one) carries within the objective, as learned by trying:
 * additive increase, decrease by the latency's gradient, as adaptive concurrency limits do it
 * (Netflix concurrency-limits' Gradient2; Chiu and Jain 1989 on AIMD), but on the rate, which by
 * Little's law is concurrency over latency. Time is cut into windows; a window's verdict:
 *
 * <pre>
 *   bad       p99 above the objective, or more than {@value #TURNED_AWAY} of the requests turned away
 *             target = served · clamp(objective / p99, {@value #DEEPEST}, 1)
 *   tried     p99 within the objective at {@value #TRIED} of the capacity reckoned with or more, or
 *             within half the objective at {@value #EASED} of it or more
 *             target = {@value #UP} · max(served, capacity), below what was bad lately
 *   idle      else: says nothing of the capacity, as nothing was near it
 * </pre>
 *
 * The estimate is the median target of the latest {@value #KEPT} telling windows. It counts only
 * once there are so many and they agree; until then the configured guess does. A window takes
 * {@value #WINDOW_SECONDS} s at least, so a noisy minute holds three of nine and moves no median.
 *
 * <p>What was bad lately bounds the trying, and rises by {@value #FORGET} an hour, so a site that
 * grew is found out in some hours (the plateau of CUBIC; Ha, Rhee and Xu 2008).
 *
 * @param targets of telling windows, newest first, req/s
 * @param bad the lowest rate that was bad lately; null when none was
 * @param window the running one; null before the first reading
 */
public record Ceiling(List<Double> targets, @Nullable Double bad, @Nullable Window window) {

  /**
   * @param begun monotonic nanoseconds
   * @param units instances that served, or the part of home's that did; all of them count the same
   * @param seconds that readings speak of
   * @param served requests
   * @param lost requests turned away
   * @param latency p99 in ms times seconds
   */
  public record Window(
      long begun, double units, double seconds, double served, double lost, double latency) {}

  /**
   * A reading of the site.
   *
   * @param units instances that serve, above 0
   * @param served req/s answered well
   * @param lost req/s turned away
   * @param latencyMillis 99th percentile
   */
  record Look(double units, double served, double lost, double latencyMillis) {}

  static final Ceiling UNKNOWN = new Ceiling(List.of(), null, null);
  static final int KEPT = 9;
  static final int WINDOW_SECONDS = 20;
  static final double TURNED_AWAY = 0.01;
  static final double DEEPEST = 0.8;
  static final double TRIED = 0.85;

  /** In a burst an even load of all sites leaves home at about this or more. */
  static final double EASED = 0.65;

  static final double UP = 1.05;
  static final double FORGET = 0.02;

  /** A p99 of fewer requests is a matter of luck. */
  private static final double FEWEST = 200;

  /** Windows that take longer than this tell of different times. */
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  /** The estimate stays within a quarter and four times of the guess. */
  private static final double RANGE = 4;

  private static final double BELOW_BAD = 0.97;

  public Ceiling {
    targets = List.copyOf(targets);
  }

  /** Monotonic times mean nothing to another process. */
  Ceiling afterRestart() {
    return new Ceiling(targets, bad, null);
  }

  /**
   * One reading more.
   *
   * @param seconds that it speaks of, above 0
   * @param guess the configured capacity of a unit
   */
  Ceiling with(Look look, double seconds, long nanos, Duration objective, double guess) {
    Window w = window;
    boolean other = w == null || w.units != look.units || nanos - w.begun > LONGEST;
    if (w == null || other) {
      return new Ceiling(targets, bad, new Window(nanos, look.units, 0, 0, 0, 0));
    }
    Window next =
        new Window(
            w.begun,
            w.units,
            w.seconds + seconds,
            w.served + look.served * seconds,
            w.lost + look.lost * seconds,
            w.latency + look.latencyMillis * seconds);
    boolean full = next.seconds >= WINDOW_SECONDS && next.served + next.lost >= FEWEST;
    return full ? closed(next, nanos, objective, guess) : new Ceiling(targets, bad, next);
  }

  private Ceiling closed(Window w, long nanos, Duration objective, double guess) {
    double served = w.served / w.seconds / w.units;
    double allowed = objective.toNanos() / 1e6;
    double latency = Math.max(1e-3, w.latency / w.seconds);
    double known = capacity(guess);
    Window begun = new Window(nanos, w.units, 0, 0, 0, 0);
    if (latency > allowed || w.lost > TURNED_AWAY * (w.served + w.lost)) {
      double target = served * Math.clamp(allowed / latency, DEEPEST, 1);
      return new Ceiling(pushed(target), served, begun);
    }
    Double limit = bad == null ? null : bad * (1 + FORGET * w.seconds / 3600);
    double least = latency <= allowed / 2 ? EASED : TRIED;
    if (served < least * known) {
      return new Ceiling(targets, limit, begun);
    }
    double target = UP * Math.max(served, known);
    if (limit != null && limit > served) {
      target = Math.max(served, Math.min(target, BELOW_BAD * limit));
    }
    return new Ceiling(pushed(target), limit, begun);
  }

  private List<Double> pushed(double target) {
    List<Double> next = new ArrayList<>(KEPT);
    next.add(target);
    next.addAll(targets.subList(0, Math.min(targets.size(), KEPT - 1)));
    return next;
  }

  /** What the capacity is held to be: the guess until the estimate is confident. */
  double capacity(double guess) {
    return confident() ? Math.clamp(median(), guess / RANGE, guess * RANGE) : guess;
  }

  boolean confident() {
    return confidence() >= 0.5;
  }

  /** From 0, nothing is known, to 1: enough telling windows, and all agree. */
  double confidence() {
    if (targets.isEmpty()) {
      return 0;
    }
    double enough = targets.size() < KEPT ? 0.49 * targets.size() / KEPT : 1;
    List<Double> sorted = targets.stream().sorted().toList();
    double spread =
        sorted.get(sorted.size() * 3 / 4) / Math.max(1e-9, sorted.get(sorted.size() / 4)) - 1;
    return enough * Math.clamp(1 - spread, 0, 1);
  }

  private double median() {
    return targets.stream().sorted().toList().get(targets.size() / 2);
  }
}
