package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static dev.spillway.control.World.HQ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.control.loop.Replay;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Digest;
import dev.spillway.core.Intervention;
import dev.spillway.core.Share;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the loop does over minutes. */
class StoryTest extends Story {
  @Test
  void aPeakSpillsAndComesBackAndNothingIsBilledThen() throws Exception {
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 60);
      assertThat(world.share(AZURE)).isBetween(0.3, 0.7);
      assertThat(world.at(AZURE).instances).isNotEmpty();
      assertThat(world.cost(controller).billing()).isTrue();
      assertThat(world.status(controller).phase()).isEqualTo(Phase.SPILLING);

      world.demand = 20;
      world.run(controller, 300);
      assertThat(world.share(AZURE)).isZero();
      assertThat(world.at(AZURE).instances).isEmpty();
      assertThat(world.status(controller).phase()).isEqualTo(Phase.HOME);
      assertThat(world.cost(controller).billing()).isFalse();
      assertThat(world.cost(controller).month()).isPositive();
      assertThat(texts(controller).getLast().isEmpty()).isFalse();
      assertThat(texts(controller)).contains("nothing is billed any more at azure (checked)");
    }
  }

  @Test
  void everyLoggedDecisionIsMadeAgainEqual() throws Exception {
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 40);
      Replay.Result result = Replay.verify(world.events(controller));
      assertThat(result.decisions()).isGreaterThan(3);
      assertThat(result.differences()).isEmpty();
    }
  }

  @Test
  void aSteeringTargetThatCannotBeReadAtFirstMovesNothing() throws Exception {
    double share;
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 90);
      share = world.share(AZURE);
      assertThat(share).isPositive();
    }
    world.steeringDown = true;
    try (Controller controller = world.controller()) {
      world.run(controller, 5);
      world.steeringDown = false;
      for (int i = 0; i < 15; i++) {
        world.run(controller, 1);
        assertThat(world.share(AZURE)).isEqualTo(share);
      }
      assertThat(world.status(controller).phase()).isEqualTo(Phase.SPILLING);
    }
  }

  @Test
  void anUnchangedWorldGivesAnEmptyPlan() throws Exception {
    try (Controller controller = settled()) {
      assertThat(world.loop(controller).plan().steps()).isEmpty();
    }
  }

  @Test
  void aRestartAmidABurstChangesNothing() throws Exception {
    double share;
    int changes;
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 90);
      share = world.share(AZURE);
      changes = world.at(AZURE).changes.size();
      assertThat(share).isPositive();
    }
    world.advance(Duration.ofSeconds(3));
    try (Controller controller = world.controller()) {
      for (int i = 0; i < 15; i++) {
        world.run(controller, 1);
        assertThat(world.share(AZURE)).isEqualTo(share);
      }
      assertThat(world.at(AZURE).changes).hasSize(changes);
      assertThat(world.loop(controller).deployer().state().deployments()).hasSize(1);
      assertThat(world.status(controller).phase()).isEqualTo(Phase.SPILLING);
    }
  }

  @Test
  void theAddressOfADeadInstanceLeavesTheAnswersAtOnce() throws Exception {
    try (Controller controller = settled()) {
      assertThat(answers(HQ)).containsExactly("10.0.0.1", "10.0.0.2");
      world.sick.add("hq-2");
      world.run(controller, 2);
      assertThat(answers(HQ)).containsExactly("10.0.0.1");
      world.sick.clear();
      world.run(controller, 2);
      assertThat(answers(HQ)).containsExactly("10.0.0.1", "10.0.0.2");
    }
  }

  @Test
  void allDeadAnswersWithHome() throws Exception {
    try (Controller controller = settled()) {
      world.sick.addAll(List.of("hq-1", "hq-2"));
      world.run(controller, 10);
      assertThat(world.share(HQ)).isEqualTo(1);
      assertThat(answers(HQ)).isNotEmpty();
      assertThat(world.status(controller).phase()).isEqualTo(Phase.IMPAIRED);
    }
  }

  @Test
  void aCloudThatRefusesIsSaidAndHomeKeepsItsClients() throws Exception {
    try (Controller controller = settled()) {
      world.refused = true;
      world.demand = 180;
      world.run(controller, 20);
      assertThat(world.share(HQ)).isEqualTo(1);
      assertThat(texts(controller))
          .anyMatch(t -> t.contains("refused: no capacity in this region"));
      world.refused = false;
      world.run(controller, 90);
      assertThat(world.share(AZURE)).isPositive();
    }
  }

  @Test
  void anInstanceWithAnotherDigestNeverGetsAShare() throws Exception {
    try (Controller controller = settled()) {
      world.at(HQ).put("hq-2", new Digest("f".repeat(64)), world.now().wall());
      world.run(controller, 1);
      assertThat(answers(HQ)).containsExactly("10.0.0.1");
    }
  }

  @Test
  void whatAPersonAsksForHoldsUntilItExpires() throws Exception {
    try (Controller controller = settled()) {
      Intervention spill =
          new Intervention(
              Intervention.Kind.SPILL,
              AZURE,
              Share.of(0.3),
              "drill",
              "operator",
              world.now().wall().plusSeconds(120));
      assertThat(world.loop(controller).dryRun(spill).steps())
          .anyMatch(s -> s.contains("start azure-1"));
      assertThat(world.at(AZURE).instances).isEmpty();
      world.loop(controller).intervene(spill, world.now().wall());
      world.run(controller, 60);
      assertThat(world.share(AZURE)).isEqualTo(0.3);
      world.run(controller, 240);
      assertThat(world.share(AZURE)).isZero();
      assertThat(texts(controller)).anyMatch(t -> t.startsWith("expired: spill 30 % to azure"));
    }
  }

  @Test
  void aRestartWhileTheCloudDoesNotAnswerKeepsWhatIsPublishedForIt() throws Exception {
    double share;
    int changes;
    List<String> cloud;
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 90);
      share = world.share(AZURE);
      cloud = answers(AZURE);
      changes = world.at(AZURE).changes.size();
      assertThat(share).isPositive();
      assertThat(cloud).isNotEmpty();
    }
    world.silent.add(AZURE);
    try (Controller controller = world.controller()) {
      for (int i = 0; i < 90; i++) {
        world.run(controller, 1);
        assertThat(world.share(AZURE)).isEqualTo(share);
        assertThat(answers(AZURE)).isEqualTo(cloud);
      }
      world.sick.add("hq-2");
      world.run(controller, 3);
      assertThat(answers(HQ)).containsExactly("10.0.0.1");
      assertThat(answers(AZURE)).isEqualTo(cloud);
      assertThat(world.at(AZURE).changes).hasSize(changes);
      world.sick.clear();
    }
    try (Controller controller = world.controller()) {
      world.run(controller, 40);
      world.silent.clear();
      for (int i = 0; i < 15; i++) {
        world.run(controller, 1);
        assertThat(world.share(AZURE)).isPositive();
        // One that is no longer needed may go now that the cloud is seen; none is lost or new.
        assertThat(answers(AZURE)).isNotEmpty().isSubsetOf(cloud);
      }
    }
  }

  @Test
  void anInstanceWhoseAddressCannotLeaveTheAnswersIsNotSaidToBeStopped() throws Exception {
    try (Controller controller = settled()) {
      world.steeringRefuses = true;
      world.at(HQ).put("hq-2", World.OTHER, world.now().wall());
      int before = texts(controller).size();
      world.run(controller, 100);
      List<String> since = texts(controller).subList(before, texts(controller).size());
      assertThat(world.at(HQ).instances).containsKey("hq-2");
      assertThat(since).noneMatch(t -> t.startsWith("done: stop hq-2"));
      assertThat(since).filteredOn(t -> t.startsWith("leaves the answers first")).hasSize(1);
      assertThat(since).filteredOn(t -> t.startsWith("stop hq-2")).isEmpty();

      world.steeringRefuses = false;
      world.run(controller, 100);
      assertThat(texts(controller)).anyMatch(t -> t.startsWith("done: stop hq-2"));
    }
  }

  @Test
  void aClockThatIsAheadForAMomentEndsNoWish() throws Exception {
    try (Controller controller = settled()) {
      Intervention hold =
          new Intervention(
              Intervention.Kind.HOLD,
              "",
              null,
              "the network is being worked on",
              "operator",
              world.now().wall().plusSeconds(3600));
      world.loop(controller).intervene(hold, world.now().wall());
      world.setClock(Duration.ofDays(1));
      world.run(controller, 5);
      assertThat(world.status(controller).interventions()).isEmpty();
      world.setClock(Duration.ofDays(-1));
      world.run(controller, 1);
      assertThat(world.status(controller).interventions()).hasSize(1);
    }
  }
}
