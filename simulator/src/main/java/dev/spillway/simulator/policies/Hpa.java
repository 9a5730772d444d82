package dev.spillway.simulator.policies;

import dev.spillway.simulator.Settings;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * As the Kubernetes horizontal pod autoscaler decides by default, with scaling from zero as KEDA
 * adds it: every 15 s, target 70 % of capacity, tolerance 10 %, up by at most 4 or a doubling, down
 * to the highest number of the latest 300 s. What is above 70 % of home goes public.
 */
final class Hpa extends Plain {
  private static final double TARGET = 0.7;
  private static final long STABILISATION = 300;
  private static final long PERIOD = 15;

  private record Asked(long second, int count) {}

  private final Recent rates = new Recent(30 / tick);
  private final Deque<Asked> recent = new ArrayDeque<>();
  private int count;
  private long next;

  Hpa(Settings settings) {
    super(settings);
  }

  @Override
  public String name() {
    return "hpa";
  }

  @Override
  Wish decide(Sample s) {
    rates.add(s.total());
    if (s.second() < next) {
      return Wish.NOTHING;
    }
    next = s.second() + PERIOD;
    double rate = rates.mean();
    double over = Math.max(0, rate - TARGET * home);
    double unit = TARGET * each;
    int want = (int) Math.ceil(over / unit - 1e-9);
    if (count > 0 && Math.abs(over / (unit * count) - 1) <= 0.1) {
      want = count;
    }
    recent.addLast(new Asked(s.second(), want));
    while (recent.getFirst().second() < s.second() - STABILISATION) {
      recent.removeFirst();
    }
    if (want > count) {
      count = Math.min(want, Math.max(count + 4, 2 * count));
    } else {
      count = Math.min(count, recent.stream().mapToInt(Asked::count).max().orElse(0));
    }
    return new Wish(overflowShare(over, rate, s.ready()), count);
  }
}
