package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Intervention;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Plan;
import dev.spillway.core.SteeringTarget.Ability;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bursts where steering can only send all clients to one site. */
class SwitchTest {
  private World w = switching(new World());

  private static World switching(World world) {
    world.steering = Ability.SWITCH;
    return world;
  }

  @AfterEach
  void nobodyEverGotAPart() {
    for (Plan.Step step : w.done) {
      if (step instanceof Plan.SetShares shares) {
        assertThat(shares.shares())
            .extracting(s -> s.share().value())
            .as(step.describe())
            .containsOnly(0.0, 1.0);
      }
    }
  }

  @Test
  void allGoWhenTheCloudCarriesAllAndNotBefore() {
    w.ticks(20);
    w.ramp(550, 60);
    for (int i = 0; i < 30 && w.azure().share == 0; i++) {
      w.tick();
    }
    assertThat(w.azure().share).isEqualTo(1);
    assertThat(w.hq().share).isZero();
    assertThat(w.azure().ready() * 100.0).as("capacity there").isGreaterThanOrEqualTo(w.demand);
    w.ticks(30);
    assertThat(w.azure().instances).as("by weights: two or three").hasSizeBetween(6, 7);
    assertThat(w.decision.phase()).isEqualTo(Phase.SPILLING);
  }

  @Test
  void weightsNeedFarLess() {
    World weighted = new World();
    weighted.ticks(20);
    weighted.ramp(550, 60);
    weighted.ticks(40);
    assertThat(weighted.azure().instances).hasSizeBetween(2, 3);
  }

  @Test
  void theCloudIsSizedForEverybodyAsLongAsTheyAreThere() {
    w.ticks(20);
    w.ramp(550, 60);
    w.ticks(20);
    w.ramp(330, 60);
    assertThat(w.azure().share).as("330 is more than home takes back").isEqualTo(1);
    assertThat(w.azure().ready() * 100.0).isGreaterThanOrEqualTo(330);
    w.ramp(700, 60);
    w.ticks(10);
    assertThat(w.azure().share).isEqualTo(1);
    assertThat(w.azure().ready() * 100.0).isGreaterThanOrEqualTo(700);
  }

  @Test
  void allComeHomeAndNothingStays() {
    w.ticks(20);
    w.ramp(550, 60);
    w.ticks(20);
    w.ramp(150, 60);
    w.ticks(60);
    assertThat(w.hq().share).isEqualTo(1);
    assertThat(w.azure().instances).isEmpty();
    assertThat(w.azure().gateway).isFalse();
    long moves = w.done.stream().filter(Plan.SetShares.class::isInstance).count();
    assertThat(moves).as("there and back").isEqualTo(2);
  }

  @Test
  void aCloudThatIsTooSmallGetsNobodyUnlessItCarriesMoreThanHome() {
    w.ticks(20);
    w.azure().refusal = "quota of 3";
    w.ramp(550, 60);
    w.ticks(60);
    assertThat(w.hq().share).isEqualTo(1);
    w.azure().refusal = "";
    w.ramp(1400, 60);
    w.ticks(60);
    assertThat(w.azure().share).as("1000 of 1400 is more than home's 400").isEqualTo(1);
  }

  @Test
  void deadInstancesSendThemHomeAtOnce() {
    w.ticks(20);
    w.ramp(550, 60);
    w.ticks(20);
    assertThat(w.azure().share).isEqualTo(1);
    for (String id : w.azure().instances.keySet().toArray(String[]::new)) {
      w.azure().set(id, Readiness.UNHEALTHY, false);
    }
    w.tick();
    assertThat(w.hq().share).isEqualTo(1);
  }

  @Test
  void whoAsksForAPartGetsEverybodyMoved() {
    w.ticks(20);
    w.intervene(Intervention.Kind.SPILL, "azure", 0.4);
    w.ticks(30);
    assertThat(w.azure().share).isEqualTo(1);
    assertThat(w.azure().ready() * 100.0).isGreaterThanOrEqualTo(w.demand);
  }

  @Test
  void oneCloudAtATime() {
    w = switching(new World(World.site("azure", true), World.site("other", false)));
    w.ticks(20);
    w.ramp(550, 60);
    w.ticks(20);
    assertThat(w.azure().share + w.place("other").share).isEqualTo(1);
    assertThat(w.azure().instances.isEmpty() || w.place("other").instances.isEmpty()).isTrue();
  }

  @Test
  void theSecondCloudTakesAllWhenTheFirstRefuses() {
    w = switching(new World(World.site("azure", true), World.site("other", false)));
    w.azure().refusal = "no capacity";
    w.ticks(20);
    w.ramp(550, 60);
    w.ticks(40);
    assertThat(w.place("other").share).isEqualTo(1);
  }

  @Test
  void whatIsPublishedFromBeforeInPartsBecomesOneWhole() {
    w.hq().share = 0.6;
    w.azure().share = 0.4;
    w.ticks(3);
    assertThat(w.hq().share).isEqualTo(1);
    assertThat(w.azure().share).isZero();
  }

  @Test
  void noRandomDemandEverSplitsClients() {
    for (int seed = 0; seed < 20; seed++) {
      World one = switching(new World(World.site("azure", true), World.site("other", false)));
      Random random = new Random(seed);
      for (int i = 0; i < 20; i++) {
        one.azure().refusal = random.nextInt(4) == 0 ? "none left" : "";
        one.azure().link = random.nextInt(6) == 0 ? World.down(3) : World.up();
        one.ramp(random.nextDouble() * 1200, 1 + random.nextInt(30));
        one.ticks(random.nextInt(20));
      }
      assertThat(one.done).isNotEmpty();
      w.done.addAll(one.done);
    }
  }
}
