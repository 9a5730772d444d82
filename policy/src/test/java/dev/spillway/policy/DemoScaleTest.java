package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recorded evening squeezed into minutes, as the demonstration plays it: TTL of 2 s, warm-up of 4
 * s, short holds, demand that is noisy from second to second.
 */
class DemoScaleTest {
  private static final int[] UP = {70, 60, 40};
  private static final int END = 45;

  private static World quick() {
    World w = new World();
    w.tuning =
        new Tuning(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            0.8,
            0.72,
            Duration.ofSeconds(6),
            Duration.ofSeconds(8),
            0.5,
            0.01,
            Duration.ofSeconds(25),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            3600,
            null,
            0.01);
    return w;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theBurstIsCarriedByTheCloudAndIsOverSoonAfterwards(long seed) {
    World w = quick();
    Random random = new Random(seed);
    double lost = 0;
    double all = 0;
    double most = 0;
    w.ticks(20);
    for (int second = 0; second < UP[0] + UP[1] + UP[2] + END; second++) {
      double calm = course(second);
      w.demand = calm + Math.sqrt(calm) * random.nextGaussian();
      lost += Math.max(0, w.hq().share * w.demand - 400);
      lost += Math.max(0, w.azure().share * w.demand - 100 * w.azure().ready());
      all += w.demand;
      w.tick();
      most = Math.max(most, w.azure().share);
    }
    assertThat(most).isGreaterThan(0.5);
    assertThat(lost / all).isLessThan(0.01);
    assertThat(w.azure().share).isZero();
    assertThat(w.azure().instances).isEmpty();
    assertThat(w.azure().gateway).isFalse();
  }

  /** Half of home's capacity, up to 2.3 times of it, a while there, back, the end. */
  private static double course(int second) {
    if (second < UP[0]) {
      return 200 + 720.0 * second / UP[0];
    }
    int on = second - UP[0];
    return on < UP[1] ? 920 : Math.max(200, 920 - 720.0 * (on - UP[1]) / UP[2]);
  }
}
