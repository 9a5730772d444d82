package dev.spillway.simulator.reports;

import dev.spillway.simulator.Moment;

/**
 * A run over some stretch of time, thinned out to at most so many points that a picture can show:
 * each point holds the means, or the highest, of its seconds.
 */
final class Curve {
  final long from;
  final double width;
  final int points;
  final double[] demand;
  final double[] highest;
  final double[] spilled;
  final double[] lost;
  final double[] capacity;
  final double[] share;
  final double[] running;
  final double[] ready;
  final double[] billedHours;
  final double[] lostSoFar;
  private final int[] seconds;
  private double lostSum;
  private long billedBefore = -1;

  /**
   * @param from first second
   * @param length of the stretch in seconds, above 0
   */
  Curve(long from, long length, int most) {
    this.from = from;
    this.points = (int) Math.max(1, Math.min(most, length));
    this.width = (double) length / points;
    this.demand = new double[points];
    this.highest = new double[points];
    this.spilled = new double[points];
    this.lost = new double[points];
    this.capacity = new double[points];
    this.share = new double[points];
    this.running = new double[points];
    this.ready = new double[points];
    this.billedHours = new double[points];
    this.lostSoFar = new double[points];
    this.seconds = new int[points];
  }

  void add(Moment m) {
    int i = (int) ((m.second() - from) / width);
    if (m.second() < from || i >= points) {
      return;
    }
    billedBefore = billedBefore < 0 ? m.billed() : billedBefore;
    seconds[i]++;
    demand[i] += m.demand();
    highest[i] = Math.max(highest[i], m.demand());
    spilled[i] += m.demand() - m.home();
    lost[i] += m.lost();
    capacity[i] += m.capacity();
    share[i] += m.share();
    running[i] = Math.max(running[i], m.running());
    ready[i] = Math.max(ready[i], m.ready());
    lostSum += m.lost();
    lostSoFar[i] = lostSum;
    billedHours[i] = (m.billed() - billedBefore) / 3600.0;
  }

  /** Sums become means; called once, when the run is over. */
  Curve done() {
    for (int i = 0; i < points; i++) {
      double n = Math.max(1, seconds[i]);
      demand[i] /= n;
      spilled[i] /= n;
      lost[i] /= n;
      capacity[i] /= n;
      share[i] /= n;
    }
    return this;
  }

  double length() {
    return width * points;
  }

  /** The second in the middle of a point. */
  double at(int i) {
    return from + (i + 0.5) * width;
  }
}
