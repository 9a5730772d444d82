package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Decision.Phase;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Plan;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens when something breaks while a burst is on. */
class FaultsTest {
  @Test
  void withoutFreshSignalsOfHomeNothingMoves() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.hq().age = Duration.ofSeconds(40);
    w.demand = 100;
    w.ticks(200);
    assertThat(w.done).isEmpty();
    assertThat(w.azure().share).isEqualTo(share);
    assertThat(w.decision.phase()).isEqualTo(Phase.HOLDING);
    assertThat(w.decision.headline())
        .isEqualTo("Holding shares and instances as they are: no fresh signals from hq for 40 s.");
    assertThat(w.decision.bound()).isEqualTo("stale signals");
  }

  @Test
  void withoutFreshSignalsNothingIsStoppedThoughTheMaximumWasLowered() {
    World w = new World().spilling();
    int before = w.azure().instances.size();
    assertThat(before).isGreaterThan(1);
    w.azure().max(1);
    w.hq().age = Duration.ofSeconds(40);
    w.ticks(60);
    assertThat(w.azure().instances).hasSize(before);
    w.hq().age = Duration.ZERO;
    w.ticks(200);
    assertThat(w.azure().instances).hasSize(1);
  }

  @Test
  void withoutFreshSignalsOfTheSpillingSiteNothingMovesEither() {
    World w = new World().spilling();
    w.azure().age = Duration.ofSeconds(40);
    w.demand = 100;
    w.ticks(200);
    assertThat(w.done).isEmpty();
    assertThat(w.decision.headline()).contains("azure");
  }

  @Test
  void aDeadPublicSiteLosesItsShareAtOnceAndGetsItBackByItself() {
    World w = new World().spilling();
    List.copyOf(w.azure().instances.keySet())
        .forEach(id -> w.azure().set(id, Readiness.FAILED, false));
    w.tick();
    assertThat(w.azure().share).isZero();
    assertThat(w.hq().share).isEqualTo(1);
    w.ticks(25);
    assertThat(w.azure().share).isPositive();
  }

  @Test
  void whenNothingCanServeHomeGetsAllAndItIsSaidLoudly() {
    World w = new World().spilling();
    for (World.Place p : w.places.values()) {
      List.copyOf(p.instances.keySet()).forEach(id -> p.set(id, Readiness.UNHEALTHY, false));
    }
    w.tick();
    assertThat(w.hq().share).isEqualTo(1);
    assertThat(w.decision.phase()).isEqualTo(Phase.IMPAIRED);
    assertThat(w.decision.headline()).startsWith("No site can serve");
    // An unhealthy home instance may only be overloaded: it is not ended for that.
    assertThat(w.hq().instances).hasSize(2);
  }

  @Test
  void aDeadHomeLeavesThePublicShareWhereItIs() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.hq().set("hq-1", Readiness.UNHEALTHY, false);
    w.hq().set("hq-2", Readiness.UNHEALTHY, false);
    w.ticks(60);
    assertThat(w.azure().share).isEqualTo(share);
    assertThat(w.decision.phase()).isEqualTo(Phase.IMPAIRED);
    assertThat(w.decision.headline()).startsWith("Home has no ready instance.");
    assertThat(w.done).isEmpty();
  }

  @Test
  void failingInstancesAreTriedAgainLaterAndLater() {
    World w = new World();
    w.startsWork = false;
    w.ticks(30);
    w.demand = 380;
    w.ticks(200);
    long starts = w.done.stream().filter(Plan.StartInstance.class::isInstance).count();
    assertThat(starts).isBetween(4L, 14L);
    assertThat(w.decision.site("azure").reason()).contains("times in a row; next try in");
  }

  @Test
  void aWrongDigestCarriesNothingAndIsReplaced() {
    World w = new World().spilling();
    String id = w.azure().instances.keySet().iterator().next();
    w.azure().set(id, Readiness.WRONG_DIGEST, false);
    w.ticks(10);
    assertThat(w.doneInWords())
        .contains("stop " + id + " at azure: it runs something that is no release of this app");
    assertThat(w.azure().instances.values()).allMatch(i -> i.readiness() == Readiness.READY);
  }

  @Test
  void anUnhealthyInstanceIsReplacedBesideIt() {
    World w = new World().spilling();
    int count = w.azure().instances.size();
    w.azure().set("azure-1", Readiness.UNHEALTHY, false);
    w.ticks(12);
    assertThat(w.azure().instances).hasSize(count).doesNotContainKey("azure-1");
  }

  @Test
  void aFailedHomeInstanceIsStartedAgain() {
    World w = new World();
    w.ticks(5);
    w.hq().set("hq-2", Readiness.FAILED, false);
    w.ticks(8);
    assertThat(w.hq().ready()).isEqualTo(2);
  }

  @Test
  void whatOneSiteRefusesTheNextOneTakes() {
    World w = new World(World.site("azure", false), World.site("other", false));
    w.ticks(30);
    w.azure().refusal = "quota of 0 cores";
    w.ramp(600, 60);
    w.ticks(40);
    assertThat(w.place("other").share).isGreaterThan(0.3);
    assertThat(w.decision.site("azure").reason()).contains("azure refuses more (quota of 0 cores)");
  }

  @Test
  void aRefusalThatIsNoLongerToldIsNotCalledAFailure() {
    World w = new World();
    w.ticks(30);
    w.azure().refusal = "quota of 0 cores";
    w.ramp(600, 60);
    w.azure().refusal = "";
    w.tick();
    assertThat(w.decision.site("azure").reason())
        .contains("azure refused more a moment ago; next try in")
        .doesNotContain("failed 0 times");
    assertThat(w.decision.bound()).contains("refused").doesNotContain("failing");
  }

  @Test
  void homeThatGetsMoreThanItCarriesIsNotSaidToCarryEverything() {
    World w = new World();
    w.ticks(30);
    w.azure().refusal = "quota of 0 cores";
    w.ramp(450, 60);
    w.ticks(5);
    assertThat(w.decision.headline())
        .doesNotContain("carries everything")
        .contains("Home gets all clients, more than it carries: 450 of 400 req/s");
  }

  @Test
  void sharesOfSeveralHomesSumToOne() {
    World w = new World(home("hq-b", 2), home("hq-c", 2), World.site("azure", false));
    for (String site : List.of("hq-b", "hq-c")) {
      w.place(site).set(site + "-1", Readiness.READY, false);
      w.place(site).set(site + "-2", Readiness.READY, false);
    }
    w.ticks(5);
    assertThat(sum(w)).isEqualTo(1, within(1e-9));
    w.hq().set("hq-1", Readiness.FAILED, false);
    w.hq().set("hq-2", Readiness.FAILED, false);
    w.tick();
    assertThat(sum(w)).isEqualTo(1, within(1e-9));
    assertThat(w.decision.site("hq").share().value()).isZero();
  }

  private static double sum(World w) {
    return w.decision.sites().stream().mapToDouble(d -> d.share().value()).sum();
  }

  private static Rules.SiteRules home(String name, int instances) {
    return new Rules.SiteRules(
        name, Role.PRIVATE, Rate.perSecond(400), instances, null, IdleLevel.ZERO, false, true);
  }

  @Test
  void anOutdatedInstanceGoesWhenEnoughNewOnesAreReady() {
    World w = new World().spilling();
    long ready = w.azure().ready();
    for (World.Place p : w.places.values()) {
      List.copyOf(p.instances.keySet()).forEach(id -> p.set(id, Readiness.READY, true));
    }
    double share = w.azure().share;
    for (int i = 0; i < 20; i++) {
      w.tick();
      assertThat(w.azure().ready()).isGreaterThanOrEqualTo(ready);
      assertThat(w.hq().ready()).isGreaterThanOrEqualTo(2);
    }
    assertThat(w.azure().share).isEqualTo(share);
    w.places.values().forEach(p -> assertThat(p.instances.values()).noneMatch(i -> i.outdated()));
  }

  @Test
  void anOutdatedInstanceStaysWhileTheNewReleaseFails() {
    World w = new World().spilling();
    w.startsWork = false;
    for (World.Place p : w.places.values()) {
      List.copyOf(p.instances.keySet()).forEach(id -> p.set(id, Readiness.READY, true));
    }
    long ready = w.azure().ready();
    w.ticks(100);
    assertThat(w.azure().ready()).isEqualTo(ready);
    assertThat(w.hq().ready()).isEqualTo(2);
  }

  @Test
  void aRestartAloneMovesNothing() {
    World w = new World().spilling();
    w.memory = Memory.afterRestart(w.memory, w.now());
    w.ticks(60);
    assertThat(w.done).isEmpty();
  }

  @Test
  void aLostMemoryTakesNothingAwayBeforeAFullHold() {
    World w = new World().spilling();
    double share = w.azure().share;
    int count = w.azure().instances.size();
    w.memory = Memory.fresh();
    w.demand = 100;
    w.ticks(8);
    assertThat(w.azure().share).isGreaterThanOrEqualTo(share);
    assertThat(w.azure().instances.size()).isGreaterThanOrEqualTo(count);
  }
}
