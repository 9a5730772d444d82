package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static dev.spillway.control.World.HQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.loop.Replay;
import dev.spillway.control.release.Deployment;
import dev.spillway.control.store.Event;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Intervention;
import dev.spillway.core.Release;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the loop does over minutes, with every adapter in memory and time in the test's hand. */
class StoryTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void world() throws Exception {
    world = new World(folder);
  }

  /** First deployment done, its verification instance gone again. */
  private Controller settled() throws Exception {
    Controller controller = world.controller();
    world.run(controller, 120);
    assertThat(newest(controller).state()).isEqualTo(Deployment.State.DONE);
    assertThat(world.at(HQ).instances).hasSize(2);
    assertThat(world.at(AZURE).instances).isEmpty();
    assertThat(world.share(HQ)).isEqualTo(1);
    return controller;
  }

  private Deployment newest(Controller controller) {
    return world.loop(controller).deployer().state().newest().orElseThrow();
  }

  private List<String> texts(Controller controller) throws Exception {
    return world.events(controller).stream().map(Event::text).toList();
  }

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
  void whoDeploysWhatIsOnItsWayAlreadyJoinsThatDeployment() throws Exception {
    try (Controller controller = world.controller()) {
      var deployer = world.loop(controller).deployer();
      Deployment first = newest(controller);
      Release same = new Release(new Digest(first.digest()), first.fileName());
      assertThat(deployer.start(same, null, "operator", world.now().wall()).id())
          .isEqualTo(first.id());
      assertThat(deployer.startFirst(same, "controller", world.now().wall())).isEmpty();
      Release other = new Release(new Digest("0".repeat(64)), "other.jar");
      assertThatThrownBy(() -> deployer.start(other, null, "operator", world.now().wall()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not at its end");
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
  void otherBytesGetNoShareAndTheReleaseIsBroughtThereAgain() throws Exception {
    try (Controller controller = settled()) {
      world.demand = 180;
      world.run(controller, 60);
      String victim = world.at(AZURE).instances.keySet().iterator().next();
      world.tampered.add(AZURE);
      world.at(AZURE).instances.remove(victim);
      boolean seen = false;
      for (int i = 0; i < 60; i++) {
        world.run(controller, 1);
        for (Instance instance : world.at(AZURE).instances.values()) {
          if (World.OTHER.equals(instance.digest())) {
            seen = true;
            assertThat(world.published().sites().get(1).addresses())
                .doesNotContain(instance.endpoint().host());
          }
        }
      }
      assertThat(seen).isTrue();
      assertThat(world.tampered).isEmpty();
      assertThat(world.at(AZURE).instances.values())
          .hasSizeGreaterThan(1)
          .noneMatch(i -> World.OTHER.equals(i.digest()));
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

  private List<String> answers(String site) {
    return world.published().sites().stream()
        .filter(s -> s.site().equals(site))
        .map(SiteAnswer::addresses)
        .findFirst()
        .orElseThrow();
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
  void aReleaseThatDiesIsTakenBackWithItsReason() throws Exception {
    Digest good = new Digest(world.release("first release").hex());
    try (Controller controller = settled()) {
      Digest bad = world.release("a release that dies");
      world.deadReleases.add(bad.hex());
      deploy(controller, bad, null);
      world.run(controller, 60);
      Deployment end = newest(controller);
      assertThat(end.state()).isEqualTo(Deployment.State.ROLLED_BACK);
      assertThat(end.text())
          .contains("hq:", "cannot find the main class in ${env:PATH}", good.brief());
      assertThat(texts(controller)).noneMatch(text -> text.contains(World.SECRET));
      assertThat(world.at(HQ).instances.values()).hasSize(2).allMatch(i -> good.equals(i.digest()));
    }
  }

  private void deploy(
      Controller controller, Digest digest, @org.jspecify.annotations.Nullable String until)
      throws Exception {
    Release release = controller.backend().releases().add(folder.resolve("app.jar"));
    assertThat(release.digest()).isEqualTo(digest);
    world.loop(controller).deployer().start(release, until, "operator", world.now().wall());
  }

  @Test
  void aDeploymentWaitsAfterASiteUntilItIsPromoted() throws Exception {
    try (Controller controller = settled()) {
      Digest next = world.release("second release");
      deploy(controller, next, HQ);
      world.run(controller, 60);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.WAITING);
      assertThat(newest(controller).at(AZURE)).isEqualTo(Deployment.SiteState.STAGED);
      assertThat(world.at(HQ).instances.values()).allMatch(i -> next.equals(i.digest()));
    }
    try (Controller controller = world.controller()) {
      world.run(controller, 3);
      world.loop(controller).deployer().promote("operator", world.now().wall());
      world.run(controller, 60);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.DONE);
      assertThat(world.at(AZURE).instances).isEmpty();
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
  void aMissingArtifactIsSaidAndTheLoopRuns() throws Exception {
    java.nio.file.Files.delete(folder.resolve("app.jar"));
    try (Controller controller = world.controller()) {
      world.run(controller, 5);
      assertThat(texts(controller)).anyMatch(t -> t.contains("app.jar cannot be read"));
      assertThat(world.status(controller).app()).isEqualTo("shop");
    }
  }

  @Test
  void aFirstReleaseThatTheCloudRefusesStaysAtHome() throws Exception {
    world.refused = true;
    try (Controller controller = world.controller()) {
      world.run(controller, 200);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.FAILED);
      assertThat(newest(controller).text()).startsWith("azure: 0 of 1 instances ready");
      assertThat(world.at(HQ).instances).hasSize(2);
      assertThat(answers(HQ)).containsExactly("10.0.0.1", "10.0.0.2");
    }
  }

  /** Home answers with what runs there, at every moment, and nothing of it is called foreign. */
  private void homeServesFor(Controller controller, int seconds) throws Exception {
    for (int i = 0; i < seconds; i++) {
      world.run(controller, 1);
      assertThat(world.at(HQ).instances.values())
          .extracting(instance -> instance.endpoint().host())
          .containsAll(answers(HQ));
      assertThat(answers(HQ)).isNotEmpty();
      assertThat(texts(controller)).noneMatch(t -> t.contains("WRONG_DIGEST"));
    }
  }

  @Test
  void theCloudFailsAfterHomeWasVerifiedHomeServesAllTheTime() throws Exception {
    Digest good = Digest.of(folder.resolve("app.jar"));
    try (Controller controller = settled()) {
      world.refused = true;
      deploy(controller, world.release("second release"), null);
      homeServesFor(controller, 300);
      Deployment end = newest(controller);
      assertThat(end.state()).isEqualTo(Deployment.State.ROLLED_BACK);
      assertThat(end.at(HQ)).isEqualTo(Deployment.SiteState.VERIFIED);
      assertThat(world.at(HQ).instances.values()).hasSize(2).allMatch(i -> good.equals(i.digest()));
    }
  }

  @Test
  void anEmptyStoreStopsNothingBeforeItsFirstReleaseCanTakeThePlace() throws Exception {
    settled().close();
    java.nio.file.Files.delete(folder.resolve("state/store.mv"));
    Digest other = world.release("a release that the lost store did not know");
    try (Controller controller = world.controller()) {
      homeServesFor(controller, 120);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.DONE);
      assertThat(world.at(HQ).instances.values())
          .hasSize(2)
          .allMatch(i -> other.equals(i.digest()));
    }
  }

  @Test
  void anEmptyStoreStopsNothingWhenItsFirstReleaseCannotBeStaged() throws Exception {
    settled().close();
    java.nio.file.Files.delete(folder.resolve("state/store.mv"));
    world.silent.add(AZURE);
    try (Controller controller = world.controller()) {
      homeServesFor(controller, 120);
      assertThat(newest(controller).text()).startsWith("azure: staging failed");
      assertThat(answers(HQ)).containsExactly("10.0.0.1", "10.0.0.2");
    }
  }

  /** Its old instances are gone by the plan, its new ones are not all ready: both must serve. */
  @Test
  void aDeploymentThatIsAbortedHalfWayAtHomeCondemnsNothingThere() throws Exception {
    Digest good = Digest.of(folder.resolve("app.jar"));
    try (Controller controller = settled()) {
      Digest second = world.release("second release");
      deploy(controller, second, null);
      for (int i = 0; i < 60 && !runsAtHome(second); i++) {
        world.run(controller, 1);
      }
      assertThat(newest(controller).at(HQ)).isEqualTo(Deployment.SiteState.VERIFYING);
      world.at(HQ).instances.values().removeIf(i -> good.equals(i.digest()));
      world.run(controller, 1);
      world.loop(controller).deployer().abort("operator", world.now().wall());
      homeServesFor(controller, 60);
      assertThat(world.at(HQ).instances.values()).hasSize(2).allMatch(i -> good.equals(i.digest()));
    }
  }

  private boolean runsAtHome(Digest release) {
    return world.at(HQ).instances.values().stream().anyMatch(i -> release.equals(i.digest()));
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
  void aDeploymentThatWaitsIsAbortedAndAnotherTakesItsPlace() throws Exception {
    Digest good = Digest.of(folder.resolve("app.jar"));
    try (Controller controller = settled()) {
      deploy(controller, world.release("second release"), HQ);
      world.run(controller, 60);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.WAITING);
      Deployment end = world.loop(controller).deployer().abort("operator", world.now().wall());
      assertThat(end.state()).isEqualTo(Deployment.State.ROLLED_BACK);
      assertThat(end.text()).contains("aborted by operator", good.brief());
      homeServesFor(controller, 60);
      assertThat(world.at(HQ).instances.values()).hasSize(2).allMatch(i -> good.equals(i.digest()));

      Digest third = world.release("third release");
      deploy(controller, third, null);
      homeServesFor(controller, 120);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.DONE);
      assertThatThrownBy(
              () -> world.loop(controller).deployer().abort("operator", world.now().wall()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no deployment is under way");
    }
  }

  @Test
  void aReleaseThatTurnsBadWhileItWaitsIsTakenBack() throws Exception {
    try (Controller controller = settled()) {
      deploy(controller, world.release("second release"), HQ);
      world.run(controller, 60);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.WAITING);
      world.sick.addAll(world.at(HQ).instances.keySet());
      world.run(controller, 30);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.WAITING);
      world.run(controller, 120);
      assertThat(newest(controller).state()).isEqualTo(Deployment.State.ROLLED_BACK);
      assertThat(newest(controller).text()).startsWith("hq: 0 of 2 instances ready after");
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
