package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class CeilingTest {
  private static final Duration OBJECTIVE = Duration.ofMillis(200);
  private static final double GUESS = 400;
  private long seconds;

  /** A queue with one server that carries {@code truth} at 10 ms idle: 200 ms at 95 % of it. */
  private Ceiling serves(Ceiling c, double demand, double truth, int forSeconds, Random random) {
    Ceiling next = c;
    for (int i = 0; i < forSeconds; i += 2) {
      seconds += 2;
      double here = demand * (1 + 0.05 * random.nextGaussian());
      double served = Math.min(here, truth);
      double latency = 10 / Math.max(0.02, 1 - served / truth);
      Ceiling.Look look = new Ceiling.Look(1, served, here - served, latency);
      next = next.with(look, 2, seconds * 1_000_000_000L, OBJECTIVE, GUESS);
    }
    return next;
  }

  @Property(tries = 25)
  void aGuessThatIsTooHighComesDownWhenTheSiteIsOverloaded(
      @ForAll long seed, @ForAll @DoubleRange(min = 130, max = 380) double truth) {
    Ceiling c = serves(Ceiling.UNKNOWN, 1.2 * truth, truth, 600, new Random(seed));
    assertThat(c.confident()).isTrue();
    assertThat(c.capacity(GUESS)).isBetween(0.7 * truth, truth);
  }

  @Property(tries = 10)
  void aGuessThatIsTooLowRisesWithWhatIsCarriedWell(@ForAll long seed) {
    Random random = new Random(seed);
    Ceiling c = Ceiling.UNKNOWN;
    for (int i = 0; i < 60; i++) {
      // The policy lets home have what is held to be its capacity, and no more.
      c = serves(c, 0.95 * c.capacity(GUESS), 800, 60, random);
    }
    assertThat(c.capacity(GUESS)).isBetween(0.8 * 800, 1.05 * 800);
  }

  @Example
  void oneNoisyMinuteMovesNothing() {
    Random random = new Random(1);
    Ceiling settled = serves(Ceiling.UNKNOWN, 340, 370, 1200, random);
    double before = settled.capacity(GUESS);
    double after = serves(settled, 900, 100, 60, random).capacity(GUESS);
    assertThat(after).isCloseTo(before, within(0.12 * before));
    assertThat(serves(Ceiling.UNKNOWN, 900, 100, 60, random).capacity(GUESS)).isEqualTo(GUESS);
  }

  @Example
  void aQuietSiteSaysNothing() {
    Ceiling c = serves(Ceiling.UNKNOWN, 100, 800, 36_000, new Random(1));
    assertThat(c.targets()).isEmpty();
    assertThat(c.confidence()).isZero();
    assertThat(c.capacity(GUESS)).isEqualTo(GUESS);
  }

  @Example
  void confidenceGrowsToWhereTheEstimateCounts() {
    Random random = new Random(1);
    Ceiling c = Ceiling.UNKNOWN;
    double last = 0;
    for (int window = 0; window < 12; window++) {
      c = serves(c, 480, 300, 22, random);
      assertThat(c.confidence()).isBetween(0.0, 1.0);
      assertThat(c.capacity(GUESS)).isEqualTo(c.confidence() < 0.5 ? GUESS : c.capacity(GUESS));
      last = c.confidence();
    }
    assertThat(last).isGreaterThan(0.8);
  }

  @Property(tries = 50)
  void whateverIsReadItStaysWithinAQuarterAndFourTimesOfTheGuess(@ForAll long seed) {
    Random random = new Random(seed);
    Ceiling c = Ceiling.UNKNOWN;
    long nanos = 0;
    for (int i = 0; i < 300; i++) {
      nanos += 30_000_000_000L;
      double served = Math.exp(12 * random.nextDouble());
      Ceiling.Look look =
          new Ceiling.Look(
              1 + random.nextInt(2),
              served,
              random.nextInt(3) == 0 ? served : 0,
              Math.exp(10 * random.nextDouble()));
      c = c.with(look, 30, nanos, OBJECTIVE, GUESS);
      assertThat(c.capacity(GUESS)).isBetween(GUESS / 4, GUESS * 4);
      assertThat(c.targets().size()).isLessThanOrEqualTo(Ceiling.KEPT);
    }
  }

  @Example
  void whenInstancesComeOrGoTheWindowBeginsAnew() {
    Ceiling c = Ceiling.UNKNOWN;
    for (int i = 1; i < 60; i++) {
      Ceiling.Look look = new Ceiling.Look(1 + i % 2, 900, 0, 900);
      c = c.with(look, 10, i * 10_000_000_000L, OBJECTIVE, GUESS);
    }
    assertThat(c.targets()).isEmpty();
  }
}
