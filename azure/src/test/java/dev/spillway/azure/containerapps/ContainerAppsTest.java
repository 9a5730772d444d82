package dev.spillway.azure.containerapps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Rights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.fake.FakeRegistry;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.fake.TestAuthority;
import dev.spillway.azure.site.SiteContract;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** On the fake, which pulls the images that it is told and runs what is in them. */
class ContainerAppsTest extends SiteContract {
  private ContainerAppsWorld world;

  @Override
  protected SiteWorld open() {
    world = new ContainerAppsWorld();
    return world;
  }

  private String image() {
    return world.service.only().at("/properties/template/containers/0/image").asString("");
  }

  @Test
  void aFullEnvironmentIsARefusalAndWhatRunsRunsOn() throws Exception {
    world.service.room = 1;
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThatThrownBy(() -> start("azure-2"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("Maximum Allowed Cores exceeded");
    List<Instance> still = awaitInstances("one runs on", all -> running(all) == 1);
    assertThat(still).extracting(Instance::id).containsExactly("azure-1");
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    world.service.room = 0;
    assertThatThrownBy(() -> start("azure-1")).isInstanceOf(AdapterException.Refused.class);
    assertThat(platform.instances()).isEmpty();
    Await.until("nothing left", world.service::resources, List::isEmpty);
  }

  @Test
  void aRefusalThatTheRevisionTellsLaterIsOneToo() throws Exception {
    world.service.room = 1;
    world.service.roomIsFoundOutLater = true;
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThatThrownBy(() -> start("azure-2"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("no room");
    awaitInstances("one runs on", all -> all.size() == 1 && running(all) == 1);
    Await.until("down to one", world.service::replicas, n -> n == 1);
  }

  @Test
  void theImageIsNamedByItsDigestAndEveryoneWhoPacksTheReleaseGetsTheSame() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    String image = image();
    assertThat(image).matches(world.registry.server() + "/shop-\\d+/app@sha256:[0-9a-f]{64}");
    try (ContainerAppsWorld elsewhere = new ContainerAppsWorld();
        ContainerAppsPlatform other =
            elsewhere.platform(folder.resolve("elsewhere"), "there", Map.of())) {
      other.apply(new PlatformChange.Stage(release, artifact));
      other.apply(new PlatformChange.Start("x", release, Map.of()));
      assertThat(elsewhere.service.only().at("/properties/template/containers/0/image").asString())
          .endsWith(image.substring(image.indexOf('@')));
    }
  }

  @Test
  void anImageThatSomebodyElsePutInNeverShowsTheReleasesDigest() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    awaitInstances(
        "next",
        all -> running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    String right = image();
    String wrong = right.substring(0, right.indexOf('@')) + "@" + registryDigest(jar);
    JsonNode app = world.service.only();
    ((ObjectNode) app.at("/properties/template/containers/0")).put("image", wrong);
    platform.close();
    world.service.foreignChange(app);
    Await.until("the other one serves", world.service::newestServes, serves -> serves);
    platform = world.platform(folder.resolve("state"));
    awaitInstances(
        "the other one is seen",
        all -> all.stream().anyMatch(i -> release.digest().equals(i.digest())));
    awaitInstances(
        "and put right",
        all -> running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    assertThat(image()).isEqualTo(right);
  }

  @Test
  void anotherImageIsSeenAlsoWhileItCannotBePutRight() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    Release other = TestJar.release(newer);
    String right = image();
    world
        .cloud
        .faults()
        .answer(
            -1,
            r -> r.method().equals("PATCH"),
            r -> Response.error(409, "ContainerAppOperationInProgress", "busy"));
    int before = world.cloud.changes().size();
    platform.apply(new PlatformChange.Stop("azure-2", GRACE));
    Await.until("it cannot be changed", () -> world.cloud.changes().size(), n -> n > before);
    JsonNode app = world.service.only();
    ((ObjectNode) app.at("/properties/template/containers/0"))
        .put("image", right.substring(0, right.indexOf('@')) + "@" + registryDigest(newer));
    world.service.foreignChange(app);
    awaitInstances(
        "seen for what it is",
        all -> all.stream().anyMatch(i -> other.digest().equals(i.digest())));
    world.cloud.faults().clear();
    awaitInstances(
        "put right",
        all -> all.size() == 1 && all.stream().allMatch(i -> release.digest().equals(i.digest())));
    assertThat(image()).isEqualTo(right);
  }

  /** The image of a jar, which is in the registry already. */
  private String registryDigest(Path of) throws Exception {
    Shelf shelf =
        new Shelf(
            world.registry.server() + "/" + world.repository,
            world.registry.base(),
            FakeRegistry.USER,
            FakeRegistry.PASSWORD,
            "");
    String image = new Images(shelf, folder.resolve("again")).ensure(TestJar.release(of), of);
    return image.substring(image.indexOf('@') + 1);
  }

  @Test
  void whatOthersChangedAtTheAppStays() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    world.service.foreignChange(
        ContainerAppsWorld.json(
            """
            {'tags':{'cost-centre':'42'},
             'properties':{'configuration':{'maxInactiveRevisions':7,'ingress':{'stickySessions':{'affinity':'none'}}},
                           'template':{'terminationGracePeriodSeconds':45}}}
            """));
    start("azure-2");
    awaitInstances("2 running", all -> running(all) == 2);
    JsonNode app = world.service.only();
    assertThat(app.at("/tags/cost-centre").asString("")).isEqualTo("42");
    assertThat(app.at("/properties/configuration/maxInactiveRevisions").asInt()).isEqualTo(7);
    assertThat(app.at("/properties/configuration/ingress/stickySessions/affinity").asString(""))
        .isEqualTo("none");
    assertThat(app.at("/properties/template/terminationGracePeriodSeconds").asInt()).isEqualTo(45);
  }

  @Test
  void aWrongByteInTheRegistryIsSeenBeforeAnythingRuns() throws Exception {
    Path own = TestJar.build(folder.resolve("own"), "for this test alone");
    Release spoilt = TestJar.release(own);
    Path layer;
    try (Platform first = world.platform(folder.resolve("first"))) {
      first.apply(new PlatformChange.Stage(spoilt, own));
      layer = world.registry.layerOf(world.repository, spoilt.digest().hex());
    }
    byte[] right = Files.readAllBytes(layer);
    byte[] wrong = right.clone();
    wrong[wrong.length / 2] ^= 1;
    Files.write(layer, wrong);
    PlatformChange.Stage again = new PlatformChange.Stage(spoilt, own);
    assertThatThrownBy(() -> platform.apply(again))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("cannot read");
    assertThatThrownBy(
            () -> platform.apply(new PlatformChange.Start("azure-1", spoilt, settings())))
        .isInstanceOf(AdapterException.class);
    assertThat(world.service.resources()).isEmpty();
    Files.write(layer, right);
    platform.apply(again);
    platform.apply(new PlatformChange.Start("azure-1", spoilt, settings()));
    awaitInstances("running", all -> running(all) == 1);
  }

  @Test
  void anImageThatIsGoneFromTheRegistryIsPushedAgain() throws Exception {
    stage();
    world.registry.forget(world.repository);
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
  }

  @Test
  void anImageThatTheCloudCannotPullIsSaidInItsOwnWords() throws Exception {
    stage();
    world.cloud.before(
        r -> r.method().equals("PUT"), () -> world.registry.forget(world.repository));
    start("azure-1");
    awaitInstances(
        "says why",
        all -> all.size() == 1 && all.getFirst().detail().contains("Failed to pull image: 404"));
  }

  @Test
  void whoMayNotPushIsToldSoWithoutThePassword() throws Exception {
    try (ContainerAppsPlatform stranger =
        world.platform(
            folder.resolve("stranger"), "here", Map.of("registry-password", "wr0ng-s3cret"))) {
      assertThatThrownBy(() -> stranger.apply(new PlatformChange.Stage(release, artifact)))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("registry-user and registry-password")
          .satisfies(e -> assertThat(e.toString()).doesNotContain("wr0ng-s3cret"));
    }
    assertThat(world.service.resources()).isEmpty();
  }

  @Test
  void aSettingThatIsNoLongerWantedLeavesNoValueBehind() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    platform.apply(new PlatformChange.Start("azure-2", release, Map.of("OTHER", "x")));
    awaitInstances("2 running", all -> running(all) == 2);
    String app = world.service.only().toString();
    assertThat(app).doesNotContain("s3cret-of-the-app").contains("registry-password");
    String asked =
        world.cloud.exchanges().stream()
            .filter(e -> e.request().method().equals("GET"))
            .map(e -> new String(e.response().body(), UTF_8))
            .collect(Collectors.joining());
    assertThat(asked).doesNotContain("s3cret");
  }

  @Test
  void anAppThatIsKeptIsStoppedBillsNothingAndWakesAgain() throws Exception {
    platform.close();
    platform = world.platform(folder.resolve("kept"), "here", Map.of("at-zero", "stop"));
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThat(platform.leftovers()).containsExactly("container app shop-azure (1 replicas)");
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(world.service.resources()).containsExactly("container app shop-azure");
    assertThat(world.service.replicas()).isZero();
    assertThat(world.service.bill.workers()).isZero();
    assertThat(platform.leftovers()).as("a stopped app bills nothing").isEmpty();
    int revisions = world.service.revisions();
    start("azure-1");
    awaitInstances("running again", all -> running(all) == 1);
    assertThat(world.service.revisions()).as("it is the same app").isEqualTo(revisions);
  }

  @Test
  void aRemovalThatTheCloudCannotDoIsTriedUntilNothingIsLeft() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    world
        .cloud
        .faults()
        .answer(
            3,
            r -> r.method().equals("DELETE"),
            r -> Response.error(409, "ContainerAppOperationInProgress", "busy"));
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
    assertThat(platform.leftovers()).isEmpty();
  }

  /**
   * With a certificate, and an app that is kept once and removed once. In the other tests no call
   * may lack its right; here no right may lack its call.
   */
  @Test
  void usesExactlyTheRightsOfItsRoles() throws Exception {
    Path pfx = TestAuthority.get().issue("shop", List.of("dns:" + SiteWorld.HOST));
    Map<String, Object> secure =
        Map.of("certificate", pfx.toString(), "certificate-password", TestAuthority.PASSWORD);
    Map<String, Object> kept = new HashMap<>(secure);
    kept.put("at-zero", "stop");
    platform.close();
    platform = world.platform(folder.resolve("secure"), "here", kept);
    platform.probe();
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThat(world.service.resources()).hasSize(2).last().asString().startsWith("certificate ");
    assertThat(
            world.service.only().at("/properties/configuration/ingress/customDomains/0").toString())
        .contains("SniEnabled")
        .contains("/certificates/shop-azure-");
    start("azure-2");
    awaitInstances("2 running", all -> running(all) == 2);
    for (String id : List.of("azure-1", "azure-2")) {
      platform.apply(new PlatformChange.Stop(id, GRACE));
    }
    awaitInstances("stopped", List::isEmpty);
    start("azure-1");
    awaitInstances("woken", all -> running(all) == 1);
    platform.close();
    platform = world.platform(folder.resolve("secure"), "here", secure);
    awaitInstances("taken up", all -> all.size() == 1);
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
    assertThat(platform.leftovers()).isEmpty();
    Rights.AdapterRights role = Rights.of("azure-container-apps").orElseThrow();
    assertThat(RightsTest.used(world.cloud, role)).isEqualTo(new TreeSet<>(role.actions()));
    Rights.AdapterRights followed = Rights.of("azure-container-apps-operations").orElseThrow();
    assertThat(RightsTest.used(world.cloud, followed)).isEqualTo(new TreeSet<>(followed.actions()));
  }
}
