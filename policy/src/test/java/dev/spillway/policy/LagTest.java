package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class LagTest {
  @Example
  void beforeAnythingIsSeenItIsWhatWasMeasuredElsewhere() {
    Lag lag = Lag.guess();
    assertThat(lag.age(0.57)).isEqualTo(0.6);
    assertThat(lag.age(0.85)).isEqualTo(1);
    assertThat(lag.age(0.9)).isEqualTo(3);
    assertThat(1 - lag.at(45)).isCloseTo(0.02, within(1e-9));
  }

  /** Steps of different sizes in clients that all ask again within {@code lifetimes}. */
  private static Lag taught(double lifetimes, double noise, int steps, Random random) {
    Lag lag = Lag.guess();
    for (int i = 0; i < steps; i++) {
      double by = (random.nextBoolean() ? 1 : -1) * (0.1 + 0.4 * random.nextDouble());
      for (double age = 0.25; age < 30; age += age < 6 ? 0.25 : 3) {
        double moved = by * Math.min(1, age / lifetimes) + noise * random.nextGaussian();
        lag = lag.with(List.of(age), List.of(by), moved - by * lag.at(age), noise);
      }
    }
    return lag;
  }

  @Property(tries = 30)
  void whatClientsDoIsFound(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.6, max = 6) double lifetimes) {
    Lag lag = taught(lifetimes, 0, 40, new Random(seed));
    assertThat(lag.age(0.5)).isCloseTo(0.5 * lifetimes, within(0.25 * lifetimes));
    assertThat(lag.age(0.9)).isCloseTo(0.9 * lifetimes, within(0.35 * lifetimes));
  }

  @Property(tries = 30)
  void noiseDoesNotCarryItAway(@ForAll long seed) {
    Lag lag = taught(1, 0.08, 60, new Random(seed));
    assertThat(lag.age(0.5)).isCloseTo(0.5, within(0.3));
  }

  @Property(tries = 50)
  void itRisesFromNothingToAllWhateverIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    Lag lag = Lag.guess();
    for (int i = 0; i < 200; i++) {
      lag =
          lag.with(
              List.of(200 * random.nextDouble(), 4 * random.nextDouble()),
              List.of(2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1),
              4 * random.nextDouble() - 2,
              random.nextDouble());
    }
    assertThat(lag.moved()).isSorted().hasSize(10);
    assertThat(lag.moved().getFirst()).isZero();
    assertThat(lag.moved().getLast()).isEqualTo(1);
    double fraction = random.nextDouble();
    assertThat(lag.age(fraction)).isBetween(0.0, 180.0);
    if (lag.age(fraction) > 0) {
      assertThat(lag.at(lag.age(fraction))).isGreaterThanOrEqualTo(fraction - 1e-9);
    }
  }

  @Example
  void aChangeThatIsHardlyFeltTeachesNothing() {
    assertThat(Lag.guess().with(List.of(0.5), List.of(0.003), 0.4, 0)).isEqualTo(Lag.guess());
    assertThat(Lag.guess().with(List.of(500.0), List.of(0.5), 0.4, 0)).isEqualTo(Lag.guess());
  }
}
