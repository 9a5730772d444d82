package dev.spillway.simulator.policies;

/** The mean of the latest values. */
final class Recent {
  private final double[] values;
  private int count;
  private int at;

  Recent(int size) {
    values = new double[Math.max(1, size)];
  }

  void add(double value) {
    values[at] = value;
    at = (at + 1) % values.length;
    count = Math.min(values.length, count + 1);
  }

  boolean full() {
    return count == values.length;
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum / Math.max(1, count);
  }
}
