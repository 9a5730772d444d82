package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The stretch of time that a series is made of: the largest of those that are more than {@value
 * Assembly#APART} seconds apart.
 *
 * @param first where the first bin with something in it begins
 * @param last where the last one begins
 * @param bins that hold something
 * @param strays requests or samples outside
 * @param strayTimes from when to when they are; empty when there are none
 */
record Body(long first, long last, long bins, long strays, String strayTimes) {
  /** So many stretches are kept apart; with more, the times are noise and the last one grows. */
  private static final int STRETCHES = 10_000;

  private static final class Stretch {
    final long first;
    long last;
    long bins;
    long items;

    Stretch(long second) {
      first = second;
      last = second;
    }
  }

  static Body largest(SparseGrid grid, Kind kind) {
    List<Stretch> all = new ArrayList<>();
    grid.each((second, sum, weight) -> {
      Stretch open = all.isEmpty() ? null : all.getLast();
      boolean apart = open == null || second - open.last > Assembly.APART + grid.width();
      if (open == null || (apart && all.size() < STRETCHES)) {
        open = new Stretch(second);
        all.add(open);
      }
      open.last = second;
      open.bins++;
      open.items += kind == Kind.REQUESTS ? Math.round(sum) : 1;
    });
    Stretch body = all.stream().max(Comparator.comparingLong(s -> s.items)).orElseThrow();
    long strays = all.stream().mapToLong(s -> s.items).sum() - body.items;
    Stretch from = all.getFirst() == body && all.size() > 1 ? all.get(1) : all.getFirst();
    Stretch to = all.getLast() == body && all.size() > 1 ? all.get(all.size() - 2) : all.getLast();
    String times = strays == 0 ? "" : Spans.at(from.first) + " to " + Spans.at(to.last);
    return new Body(body.first, body.last, body.bins, strays, times);
  }

  boolean holds(long second) {
    return second >= first && second <= last;
  }
}
