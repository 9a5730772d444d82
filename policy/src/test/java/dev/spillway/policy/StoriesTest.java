package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An app's days, told from demand alone. */
class StoriesTest {
  @Test
  void homeCarriesAQuietDayAndNothingHappens() {
    World w = new World();
    w.ticks(120);
    assertThat(w.done).isEmpty();
    assertThat(w.decision.phase()).isEqualTo(Phase.HOME);
    assertThat(w.decision.headline()).isEqualTo("Home carries everything: 200 of 400 req/s.");
    assertThat(w.decision.next())
        .startsWith("Instances are started when more than 360 req/s is expected within 5.2 s")
        .endsWith(" and at least 340 req/s is measured.");
  }

  @Test
  void onlyTheOverflowLeavesAndItLeavesBeforeHomeIsFull() {
    World w = new World();
    w.ticks(30);
    w.ramp(340, 30);
    assertThat(w.azure().instances).isNotEmpty();
    w.ramp(600, 30);
    w.ticks(20);
    assertThat(w.decision.phase()).isEqualTo(Phase.SPILLING);
    double home = w.hq().share * w.demand;
    assertThat(home).isBetween(250.0, 400.0);
    assertThat(w.decision.headline()).startsWith("Spilling ").contains(" to azure on ");
  }

  @Test
  void aBurstStartsGatewayThenInstancesThenSharesAndEndsTheOtherWayRound() {
    World w = new World().spilling();
    assertThat(w.azure().share).isGreaterThan(0.3);
    w.ramp(200, 30);
    w.ticks(60);
    assertThat(w.azure().share).isZero();
    assertThat(w.azure().instances).isEmpty();
    assertThat(w.azure().gateway).isFalse();
    assertThat(w.decision.phase()).isEqualTo(Phase.HOME);
    assertThat(w.done.getLast()).isEqualTo(new Plan.StopGateway("azure"));
    long shares = w.done.stream().filter(Plan.SetShares.class::isInstance).count();
    assertThat(shares).isLessThan(12);
  }

  /** A change of share costs every resolver's cache and is heard of late. */
  @Test
  void demandThatCreepsUpIsNotFollowedByAHairEach() {
    World w = new World().spilling();
    w.ticks(120);
    double share = w.azure().share;
    for (int second = 0; second < 1200; second++) {
      w.demand *= 1.0004;
      w.ticks(1);
      double moved = Math.abs(w.azure().share - share);
      assertThat(moved == 0 || moved >= 0.005).as("moved by " + moved).isTrue();
      share = w.azure().share;
      assertThat(w.demand * w.hq().share).as("at home").isLessThan(360 * 1.03);
    }
    assertThat(w.demand).isGreaterThan(900);
  }

  @Test
  void afterABurstAForecastIsBelievedForADay() {
    World w = new World().spilling();
    w.ramp(200, 30);
    w.ticks(90);
    assertThat(w.decision.phase()).isEqualTo(Phase.HOME);
    assertThat(w.decision.next()).contains("is expected within").doesNotContain("is measured");
    w.memory = Memory.afterRestart(w.memory, w.now());
    w.ticks(10);
    assertThat(w.decision.next()).contains("is expected within").doesNotContain("is measured");
    w.second += Duration.ofDays(1).toSeconds();
    w.ticks(10);
    assertThat(w.decision.next()).endsWith(" and at least 340 req/s is measured.");
  }

  @Test
  void theReturnDoesNotTriggerItself() {
    World w = new World().spilling();
    w.demand = 330;
    w.ticks(900);
    // Between return-at (280) and spill-at (360): what is steady there, home carries alone.
    assertThat(w.azure().share).isZero();
    assertThat(w.azure().instances).isEmpty();
    w.done.clear();
    w.ticks(300);
    assertThat(w.done).isEmpty();
  }

  @Test
  void drainingInstancesStayUntilTheirLastClientsHaveLeft() {
    World w = new World().spilling();
    w.leftAtAzure = 20;
    w.demand = 200;
    w.ticks(40);
    assertThat(w.azure().share).isZero();
    assertThat(w.azure().instances).isNotEmpty();
    assertThat(w.decision.phase()).isEqualTo(Phase.DRAINING);
    assertThat(w.decision.site("azure").reason()).contains("draining 20 req/s");
    w.leftAtAzure = 0;
    w.ticks(15);
    assertThat(w.azure().instances).isEmpty();
  }

  @Test
  void aDrainHasALongestTime() {
    World w = new World().spilling();
    w.leftAtAzure = 20;
    w.demand = 200;
    w.ticks(110);
    assertThat(w.azure().instances).isEmpty();
  }

  @Test
  void aDrainingSiteIsTakenBackWhenDemandReturns() {
    World w = new World().spilling();
    w.leftAtAzure = 20;
    w.demand = 200;
    w.ticks(20);
    assertThat(w.azure().share).isZero();
    int before = w.azure().instances.size();
    w.leftAtAzure = 0;
    w.demand = 600;
    w.done.clear();
    w.ticks(3);
    assertThat(w.azure().share).isPositive();
    assertThat(before).isPositive();
    assertThat(w.decision.phase()).isEqualTo(Phase.SPILLING);
  }

  @Test
  void aStandbySiteKeepsOneInstanceAndItsGateway() {
    World w = new World();
    w.idle = dev.spillway.core.IdleLevel.STANDBY;
    w.ticks(20);
    assertThat(w.azure().instances).hasSize(1);
    assertThat(w.azure().gateway).isTrue();
    assertThat(w.azure().share).isZero();
    assertThat(w.decision.phase()).isEqualTo(Phase.HOME);
    w.done.clear();
    w.ticks(200);
    assertThat(w.done).isEmpty();
  }

  @Test
  void aShareRisesByNoMoreThanAStepInALifetime() {
    World w = new World();
    w.tuning = World.tuning(0.1, 600);
    w.ticks(30);
    w.demand = 800;
    double before = 0;
    for (int i = 0; i < 30; i++) {
      w.ticks(2);
      assertThat(w.azure().share - before).isLessThan(0.11);
      before = w.azure().share;
    }
    assertThat(before).isGreaterThan(0.5);
  }

  @Test
  void theWarmUpIsMeasuredAndLooksFurtherAhead() {
    World w = new World();
    w.tuning =
        new dev.spillway.core.Tuning(
            w.tuning.ttl(),
            java.time.Duration.ofSeconds(1),
            0.9,
            0.7,
            w.tuning.hold(),
            w.tuning.instanceHold(),
            0.25,
            0.01,
            w.tuning.drainMax(),
            w.tuning.staleAfter(),
            w.tuning.linkGrace(),
            600,
            null,
            0.001);
    w.tick();
    var guessed = w.decision.lead();
    w.spilling();
    // Clients of this world follow at once, which is learned too and takes half a second off.
    assertThat(w.decision.lead().minus(guessed).toMillis()).isBetween(2000L, 3000L);
    assertThat(w.memory.site("azure").learned().warmUps().quantile(0.8)).isEqualTo(4);
  }
}
