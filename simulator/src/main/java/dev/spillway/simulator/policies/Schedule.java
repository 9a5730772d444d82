package dev.spillway.simulator.policies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is to be wanted when, known beforehand. */
final class Schedule {
  /** Share NaN: unchanged. */
  private record Event(long second, double share, int change) {}

  private final List<Event> events = new ArrayList<>();
  private double lastShare;
  private int at;
  private int instances;

  void share(long second, double share) {
    if (share != lastShare) {
      events.add(new Event(second, share, 0));
      lastShare = share;
    }
  }

  void instances(long second, int change) {
    events.add(new Event(second, Double.NaN, change));
  }

  void sort() {
    events.sort(Comparator.comparingLong(Event::second));
  }

  /** When something is due; beyond all time when nothing is left. */
  long next() {
    return at < events.size() ? events.get(at).second() : Long.MAX_VALUE;
  }

  /** What is wanted at this second; moves on. */
  Wish until(long second) {
    double share = Double.NaN;
    for (; next() <= second; at++) {
      Event e = events.get(at);
      share = Double.isNaN(e.share()) ? share : e.share();
      instances += e.change();
    }
    return new Wish(share, instances);
  }
}
