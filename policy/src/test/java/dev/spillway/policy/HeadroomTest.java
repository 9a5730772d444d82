package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Plan;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class HeadroomTest {
  private static LinkStatus link(double used) {
    return new LinkStatus(
        true, Duration.ofMillis(9), 1, Map.of("db", true), Map.of("db", used), Duration.ZERO);
  }

  @Example
  void withRoomLeftNothingIsBound() {
    World w = new World();
    w.hq().used.put("database sessions", 0.5);
    w.spilling();
    assertThat(w.azure().share).isGreaterThan(0.3);
    assertThat(w.decision.bound()).isEmpty();
  }

  @Example
  void aDatabaseThatIsNearlyFullLetsNobodyMoreOut() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.hq().used.put("database sessions", 0.95);
    w.ramp(900, 30);
    w.ticks(60);
    assertThat(w.azure().share).isCloseTo(share, within(0.01));
    assertThat(w.decision.bound()).isEqualTo("headroom of database sessions");
    assertThat(w.decision.site("azure").reason())
        .contains("bound by headroom of database sessions")
        .contains("database sessions: 95 % used");
  }

  @Example
  void aDatabaseThatIsTooSlowGetsClientsBackWithoutAStampede() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.hq().used.put("database latency", 1.2);
    w.ticks(1);
    assertThat(w.azure().share).isBetween(0.7 * share, 0.8 * share);
    w.hq().used.put("database latency", 0.95);
    double then = w.azure().share;
    w.ticks(60);
    assertThat(w.azure().share).isCloseTo(then, within(0.011));
    w.hq().used.clear();
    w.ticks(60);
    assertThat(w.azure().share).isGreaterThan(then);
  }

  @Example
  void theLinkBoundsItsOwnSiteOnly() {
    World w = new World(World.site("azure", true), World.site("other", false));
    w.ticks(30);
    w.azure().link = link(0.93);
    w.ramp(600, 60);
    w.ticks(120);
    assertThat(w.azure().share).isLessThan(0.02);
    assertThat(w.place("other").share).isGreaterThan(0.3);
    assertThat(w.decision.bound()).contains("headroom of link to db");
  }

  @Example
  void theLeastOfAllBoundsIsNamed() {
    World w = new World().spilling();
    w.hq().used.put("database sessions", 0.92);
    w.azure().link = link(0.97);
    w.ramp(900, 30);
    w.ticks(20);
    assertThat(w.decision.site("azure").reason()).contains("link to db: 97 % used");
    w.azure().link = link(1.3);
    w.ticks(1);
    assertThat(w.decision.bound()).isEqualTo("headroom of link to db");
  }

  @Example
  void whatWasNotMeasuredLatelyBoundsNothing() {
    World w = new World();
    w.hq().used.put("database sessions", 2.0);
    w.usedAge = Duration.ofSeconds(60);
    w.spilling();
    assertThat(w.azure().share).isGreaterThan(0.3);
  }

  @Example
  void noInstanceIsStartedThatCouldNotBeUsed() {
    World w = new World();
    w.ticks(30);
    w.hq().used.put("database sessions", 0.95);
    w.ramp(1200, 60);
    w.ticks(60);
    assertThat(w.done).noneMatch(step -> step instanceof Plan.StartInstance);
  }

  @Property(tries = 30)
  void aShareNeverRisesBeyondWhatIsFree(
      @ForAll @DoubleRange(min = 0.3, max = 1.5) double used,
      @ForAll @DoubleRange(min = 500, max = 1400) double demand) {
    World w = new World();
    w.ticks(30);
    w.hq().used.put("database sessions", used);
    w.demand = demand;
    for (int i = 0; i < 120; i++) {
      double before = w.azure().share;
      w.tick();
      double most = used > 0.9 ? before : before + 0.9 / used - 1;
      assertThat(w.azure().share).isLessThanOrEqualTo(Math.max(before, most) + 1e-3);
    }
  }
}
