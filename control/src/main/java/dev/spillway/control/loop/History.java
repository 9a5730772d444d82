package dev.spillway.control.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An app's last half hour by the second and its last day by the minute, in memory. Rows are plain
 * floats and grow on demand, so that thousands of apps fit. Safe for any thread.
 */
public final class History {
  private static final int SECONDS = 30 * 60;
  private static final int MINUTES = 24 * 60;
  private static final int OF_APP = 4;

  /** One moment; numbers are req/s, shares 0 to 1, null where nothing was known. */
  public record Point(
      long t,
      @Nullable Double demand,
      @Nullable Double expected,
      double capacity,
      @Nullable Double lost,
      Map<String, @Nullable Double> served,
      Map<String, Double> shares) {}

  private final List<String> sites;
  private final Ring seconds;
  private final Ring minutes;
  private final double[] sums;
  private final int[] counts;
  private long minute = -1;

  History(List<String> sites) {
    this.sites = List.copyOf(sites);
    int width = OF_APP + 2 * sites.size();
    this.seconds = new Ring(SECONDS, width);
    this.minutes = new Ring(MINUTES, width);
    this.sums = new double[width];
    this.counts = new int[width];
  }

  synchronized void add(Point point) {
    if (seconds.size > 0 && point.t() / 1000 == seconds.time(seconds.size - 1) / 1000) {
      return;
    }
    float[] row = row(point);
    seconds.add(point.t(), row);
    long now = point.t() / 60_000;
    if (minute >= 0 && now != minute) {
      closeMinute();
    }
    minute = now;
    for (int i = 0; i < row.length; i++) {
      if (!Float.isNaN(row[i])) {
        sums[i] += row[i];
        counts[i]++;
      }
    }
  }

  private void closeMinute() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = counts[i] == 0 ? Float.NaN : (float) (sums[i] / counts[i]);
    }
    minutes.add(minute * 60_000, mean);
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
  }

  /** By the second up to half an hour, by the minute beyond it; oldest first. */
  synchronized List<Point> since(Duration back, long nowMillis) {
    Ring ring = back.compareTo(Duration.ofSeconds(SECONDS)) <= 0 ? seconds : minutes;
    long from = nowMillis - back.toMillis();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < ring.size; i++) {
      if (ring.time(i) >= from) {
        points.add(point(ring.time(i), ring.row(i)));
      }
    }
    return points;
  }

  private float[] row(Point p) {
    float[] row = new float[OF_APP + 2 * sites.size()];
    row[0] = number(p.demand());
    row[1] = number(p.expected());
    row[2] = (float) p.capacity();
    row[3] = number(p.lost());
    for (int i = 0; i < sites.size(); i++) {
      row[OF_APP + 2 * i] = number(p.served().get(sites.get(i)));
      row[OF_APP + 2 * i + 1] = number(p.shares().get(sites.get(i)));
    }
    return row;
  }

  private Point point(long t, float[] row) {
    Map<String, @Nullable Double> served = new LinkedHashMap<>();
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      served.put(sites.get(i), value(row[OF_APP + 2 * i]));
      Double share = value(row[OF_APP + 2 * i + 1]);
      shares.put(sites.get(i), share == null ? 0.0 : share);
    }
    Double capacity = value(row[2]);
    return new Point(
        t,
        value(row[0]),
        value(row[1]),
        capacity == null ? 0 : capacity,
        value(row[3]),
        served,
        shares);
  }

  private static float number(@Nullable Double value) {
    return value == null ? Float.NaN : value.floatValue();
  }

  /** To a thousandth: floats as decimals would be long for nothing. */
  private static @Nullable Double value(float number) {
    return Float.isNaN(number) ? null : Math.round(number * 1000.0) / 1000.0;
  }

  /** The last rows, in arrays that double until they hold all that is kept. */
  private static final class Ring {
    private final int limit;
    private final int width;
    private long[] times = new long[16];
    private float[] rows;
    private int start;
    int size;

    Ring(int limit, int width) {
      this.limit = limit;
      this.width = width;
      this.rows = new float[16 * width];
    }

    void add(long time, float[] row) {
      if (size == times.length && size < limit) {
        grow();
      }
      int at = (start + size) % times.length;
      if (size == times.length) {
        start = (start + 1) % times.length;
      } else {
        size++;
      }
      times[at] = time;
      System.arraycopy(row, 0, rows, at * width, width);
    }

    private void grow() {
      int larger = Math.min(limit, times.length * 2);
      // It wraps around only once it has reached its limit, so the rows are still in order.
      times = Arrays.copyOf(times, larger);
      rows = Arrays.copyOf(rows, larger * width);
    }

    long time(int i) {
      return times[(start + i) % times.length];
    }

    float[] row(int i) {
      int at = (start + i) % times.length * width;
      return Arrays.copyOfRange(rows, at, at + width);
    }
  }
}
