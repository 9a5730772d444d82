package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The way home that public sites need is lost for a moment, for long, or again and again. */
class LinkFaultsTest {
  @Test
  void aLinkThatComesBackWithinItsGraceChangesNoShare() {
    World w = new World().spilling();
    double share = w.azure().share;
    List<String> ids = List.copyOf(w.azure().instances.keySet());
    w.azure().link = World.down(1);
    ids.forEach(id -> w.azure().set(id, Readiness.UNHEALTHY, false));
    w.ticks(4);
    w.azure().link = World.up();
    w.tick();
    ids.forEach(id -> w.azure().set(id, Readiness.READY, false));
    w.ticks(20);
    assertThat(w.azure().share).isEqualTo(share);
    assertThat(w.done).isEmpty();
  }

  @Test
  void whatClientsDoWhileTheLinkIsAwayAndShortlyAfterIsNotTakenForDemand() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.azure().link = World.down(1);
    w.demand = 1_500;
    w.ticks(3);
    w.azure().link = World.up();
    w.ticks(2);
    w.demand = 600;
    w.ticks(20);
    assertThat(w.azure().share).isEqualTo(share);
    assertThat(w.done).isEmpty();
  }

  @Test
  void demandThatStaysHigherAfterTheLinkIsBackIsFollowed() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.azure().link = World.down(1);
    w.demand = 900;
    w.ticks(3);
    w.azure().link = World.up();
    w.ticks(20);
    assertThat(w.azure().share).isGreaterThan(share);
  }

  @Test
  void aLinkThatComesAndGoesIsOneLossAndCostsTheShare() {
    World w = new World().spilling();
    for (int i = 0; i < 2; i++) {
      w.azure().link = World.down(1);
      w.ticks(2);
      w.azure().link = World.up();
      w.tick();
    }
    assertThat(w.azure().share).isPositive();
    w.azure().link = World.down(1);
    w.ticks(2);
    assertThat(w.azure().share).isZero();
    w.azure().link = World.up();
    w.ticks(20);
    assertThat(w.azure().share).isPositive();
  }

  @Test
  void nothingIsReplacedForWantOfTheLinkEvenWhereThereIsNoRoomForMore() {
    World w = new World().spilling();
    w.demand = 10_000;
    w.ticks(60);
    List<String> ids = List.copyOf(w.azure().instances.keySet());
    w.done.clear();
    w.azure().link = World.down(1);
    ids.forEach(id -> w.azure().set(id, Readiness.UNHEALTHY, false));
    w.ticks(4);
    w.azure().link = World.up();
    w.tick();
    ids.forEach(id -> w.azure().set(id, Readiness.READY, false));
    w.ticks(5);
    assertThat(w.done).noneMatch(Plan.StopInstance.class::isInstance);
  }

  @Test
  void aLinkThatStaysAwayCountsAsADeadSiteAndReturnsByItself() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.azure().link = World.down(1);
    w.ticks(5);
    assertThat(w.azure().share).isEqualTo(share);
    w.ticks(3);
    assertThat(w.azure().share).isZero();
    assertThat(w.decision.bound()).contains("link down");
    assertThat(w.azure().instances).isNotEmpty();
    w.azure().link = World.up();
    w.ticks(4);
    assertThat(w.azure().share).isPositive();
  }

  @Test
  void anAgentThatNobodyCanAskIsALostLink() {
    World w = new World().spilling();
    w.azure().link = null;
    w.ticks(9);
    assertThat(w.azure().share).isZero();
  }

  @Test
  void aServiceOutOfReachIsALostLink() {
    World w = new World().spilling();
    w.azure().link = new LinkStatus(true, null, 1, Map.of("db", false), Duration.ZERO);
    w.ticks(9);
    assertThat(w.azure().share).isZero();
  }
}
