package dev.spillway.simulator;

import java.util.Arrays;

/** What can be said of capacity from traffic alone. */
public final class Capacities {
  private Capacities() {}

  /** The rate that nine of ten minutes with any traffic stay below; above 0 where there is any. */
  public static double likely(Rates rates) {
    int length = Math.min(60, rates.seconds());
    int count = rates.seconds() / Math.max(1, length);
    double[] minutes = new double[count];
    int used = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int t = i * length; t < (i + 1) * length; t++) {
        sum += rates.at(t);
      }
      if (sum > 0) {
        minutes[used++] = sum / length;
      }
    }
    if (used == 0) {
      return Math.max(rates.peak(), 1e-9);
    }
    Arrays.sort(minutes, 0, used);
    double x = (used - 1) * 0.9;
    int i = (int) x;
    int j = Math.min(i + 1, used - 1);
    return minutes[i] + (minutes[j] - minutes[i]) * (x - i);
  }
}
