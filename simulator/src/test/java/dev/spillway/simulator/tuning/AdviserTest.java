package dev.spillway.simulator.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Worlds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdviserTest {
  private static final Settings settings = Worlds.quick(0.05);
  private static Advice advice;

  /** Not while the class is initialised: the workers call back into it and would wait for that. */
  @BeforeAll
  static void advise() {
    advice = Adviser.advise(settings, Worlds.evening(), (done, of) -> {});
  }

  @Test
  void theSettingsAsTheyAreAreAmongThoseTried() {
    assertThat(advice.points())
        .filteredOn(Point::current)
        .extracting(Point::axis)
        .containsExactlyInAnyOrder("spill-at", "home", "instance");
    assertThat(advice.current()).isNotNull();
    var results = advice.points().stream().filter(Point::current).map(Point::result).distinct();
    assertThat(results).as("all three are the same run").hasSize(1);
  }

  @Test
  void moreCapacityAtHomeNeverCostsMoreInstances() {
    var homes = advice.axis("home");
    for (int i = 1; i < homes.size(); i++) {
      assertThat(homes.get(i).result().instanceHours())
          .isLessThanOrEqualTo(homes.get(i - 1).result().instanceHours() * 1.05 + 0.01);
    }
  }

  @Test
  void theCheapestForAnObjectiveKeepsIt() {
    Point loose = java.util.Objects.requireNonNull(advice.cheapest(5));
    Point tight = advice.cheapest(0.05);
    if (tight != null) {
      assertThat(tight.result().lostPercent()).isLessThanOrEqualTo(0.05);
      assertThat(tight.result().instanceHours())
          .isGreaterThanOrEqualTo(loose.result().instanceHours());
    }
    assertThat(advice.cheapest(-1)).isNull();
  }

  @Test
  void anInstanceThatIsKeptCostsMoreWhenNothingComes() {
    var quiet =
        Adviser.advise(
            settings, dev.spillway.simulator.Rates.of(new double[600]).times(1), (d, o) -> {});
    assertThat(quiet.cheapest(0))
        .isNotNull()
        .extracting(Point::setting)
        .asString()
        .endsWith("idle zero");
    assertThat(quiet.points())
        .filteredOn(p -> p.setting().endsWith("idle hot"))
        .allSatisfy(p -> assertThat(p.result().instanceHours()).isPositive());
  }

  @Test
  void percentagesAreShort() {
    assertThat(Advice.percent(0.1)).isEqualTo("0.1 %");
    assertThat(Advice.percent(0)).isEqualTo("0 %");
    assertThat(Advice.percent(12.34567)).isEqualTo("12.3457 %");
  }
}
