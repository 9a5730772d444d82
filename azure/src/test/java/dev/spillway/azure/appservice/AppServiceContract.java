package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.site.SiteContract;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On the fake, which runs the packages that it gets. */
abstract class AppServiceContract extends SiteContract {
  AppServiceWorld world;

  abstract Kind kind();

  @Override
  protected SiteWorld open() {
    world = new AppServiceWorld(kind());
    return world;
  }

  @Test
  void anotherReleaseReplacesWhatAllInstancesRun() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    List<Instance> both =
        awaitInstances(
            "both run the next one",
            all ->
                running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    assertThat(both).hasSize(2);
    assertThat(world.service.deployments).isEqualTo(2);
  }

  @Test
  void aFullRegionMeansTheNextOneAndNoneAtAllIsARefusal() throws Exception {
    world.service.free.put("westeurope", 0);
    world.service.free.put("northeurope", 1);
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThatThrownBy(() -> start("azure-2"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("No available instances");
    List<Instance> still = awaitInstances("one runs on", all -> running(all) == 1);
    assertThat(still).extracting(Instance::id).containsExactly("azure-1");
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    world.service.free.put("northeurope", 0);
    assertThatThrownBy(() -> start("azure-1"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("westeurope P1v3")
        .hasMessageContaining("northeurope S1");
    assertThat(platform.instances()).isEmpty();
    Await.until("nothing left", world.service::resources, List::isEmpty);
  }

  @Test
  void aWrongByteOnTheWayIsSeenAndSentAgain() throws Exception {
    world.service.corrupts = 1;
    stage();
    start("azure-1");
    List<Instance> all = awaitInstances("running", a -> running(a) == 1);
    assertThat(all.getFirst().digest()).isEqualTo(release.digest());
    assertThat(world.service.deployments).isEqualTo(2);
  }

  @Test
  void aWorkerThatGoesOnWithTheOldPackageNeverShowsTheNewDigest() throws Exception {
    platform.close();
    platform = world.platform(folder.resolve("in-place"), "here", Map.of("slots", false));
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    world.service.stale = true;
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    // The first restart follows the package, the second comes after ten looks at what it did.
    Await.until(
        "restarted in vain",
        () -> {
          assertThat(platform.instances())
              .extracting(Instance::digest)
              .doesNotContain(next.digest());
          return world.service.restartsInVain;
        },
        n -> n >= 2);
    assertThat(platform.instances()).extracting(Instance::digest).containsOnly(release.digest());
    world.service.stale = false;
    awaitInstances(
        "restarted until it is right",
        a -> running(a) == 2 && a.stream().allMatch(i -> next.digest().equals(i.digest())));
  }

  @Test
  void aPackageThatTheSiteCannotTakeFailsTheInstance() throws Exception {
    world.service.deploymentsFail = true;
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("could not take the package");
  }

  @Test
  void aNameThatIsTakenIsSaid() throws Exception {
    world.service.taken.add("shop-azure");
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("taken by somebody else");
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
  }

  @Test
  void aWorkerThatTheCloudReplacesIsMeasuredAnew() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    int before = world.service.deployments;
    world.service.loseFirstWorker();
    awaitInstances("one is left", all -> running(all) == 1);
    world.service.replaceLostWorkerBadly();
    awaitInstances(
        "the new one's wrong byte is seen",
        all -> all.stream().anyMatch(i -> wrong(i.digest(), release.digest())));
    awaitInstances(
        "restarted until it is right",
        all ->
            running(all) == 2 && all.stream().allMatch(i -> release.digest().equals(i.digest())));
    assertThat(world.service.deployments).isEqualTo(before);
  }

  private static boolean wrong(@Nullable Digest shown, Digest right) {
    return shown != null && !shown.equals(right);
  }
}
