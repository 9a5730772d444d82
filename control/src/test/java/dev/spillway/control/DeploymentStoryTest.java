package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static dev.spillway.control.World.HQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.release.Deployment;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Release;
import org.junit.jupiter.api.Test;

/** Releases that are brought to all sites, wait, fail and are taken back. */
class DeploymentStoryTest extends Story {
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
}
