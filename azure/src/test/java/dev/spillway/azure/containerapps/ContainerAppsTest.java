package dev.spillway.azure.containerapps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.site.SiteContract;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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
        ContainerAppsPlatform other = elsewhere.platform(folder.resolve("elsewhere"), "there", Map.of())) {
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
    awaitInstances("next", all -> running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    String right = image();
    String wrong = right.substring(0, right.indexOf('@')) + "@" + registryDigest(jar);
    JsonNode app = world.service.only();
    ((tools.jackson.databind.node.ObjectNode) app.at("/properties/template/containers/0"))
        .put("image", wrong);
    world.service.foreignChange(app);
    awaitInstances(
        "the other one is seen",
        all -> all.stream().anyMatch(i -> release.digest().equals(i.digest())));
    awaitInstances(
        "and put right",
        all -> running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    assertThat(image()).isEqualTo(right);
  }

  /** The image of a jar, which is in the registry already. */
  private String registryDigest(Path of) throws Exception {
    Shelf shelf =
        new Shelf(
            world.registry.server() + "/" + world.repository,
            world.registry.base(),
            dev.spillway.azure.fake.FakeRegistry.USER,
            dev.spillway.azure.fake.FakeRegistry.PASSWORD,
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
}
