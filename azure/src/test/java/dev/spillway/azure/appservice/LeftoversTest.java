package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.site.Owner;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What is left by others and by half a removal, and which size is taken when one is sold out. */
class LeftoversTest {
  private static final Owner OURS = Owner.of(SiteWorld.context(Path.of("/"), "here"));
  private static final Owner THEIRS = Owner.of(SiteWorld.context(Path.of("/"), "there"));

  @TempDir static Path build;
  private static Path jar;

  @TempDir Path folder;
  private final AppServiceWorld world = new AppServiceWorld(Kind.PUBLIC);

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void running(Platform platform) throws Exception {
    Release release = TestJar.release(jar);
    platform.apply(new PlatformChange.Stage(release, jar));
    platform.apply(new PlatformChange.Start("azure-1", release, Map.of()));
    Await.until("runs", platform::instances, LeftoversTest::runs);
  }

  private static boolean runs(List<Instance> all) {
    return all.stream().allMatch(i -> i.state() == State.RUNNING);
  }

  private static final String STRAY =
      "Microsoft.Web/serverfarms shop-before, which no file names any more; to remove it: az resource"
          + " delete --ids /subscriptions/"
          + FakeAzure.SUBSCRIPTION
          + "/resourceGroups/shop-burst/providers/Microsoft.Web/serverfarms/shop-before";

  private static ArmCall call(Operation operation, String name, String value) {
    return ArmCall.of(operation, "group", "shop-burst", name, value);
  }

  private static void plan(Arm arm, String name, Owner owner) throws Exception {
    ObjectNode body = Place.object();
    body.put("location", "westeurope").put("kind", "linux");
    body.putObject("sku").put("name", "S1").put("tier", "Standard").put("capacity", 1);
    body.putObject("properties").put("reserved", true);
    owner.mark(body);
    arm.run(call(WebOperations.PLAN_PUT, "plan", name).body(body), "cannot make it");
  }

  /**
   * Its site is gone, its plan bills; another's has the name that ours would have in the region
   * before, which is looked at first.
   */
  @Test
  void halfOfASiteIsSweptAndAnothersPlanStays() throws Exception {
    world.service.free.put("westeurope", 0);
    try (Platform first = world.platform(folder.resolve("state"))) {
      running(first);
    }
    world.service.free.clear();
    Arm arm = world.cloud.client();
    arm.run(call(WebOperations.SITE_DELETE, "site", "shop-azure"), "cannot remove it");
    plan(arm, "shop-azure-1", THEIRS);
    assertThat(world.service.resources()).containsExactly("plan shop-azure-1", "plan shop-azure-2");
    try (Platform next = world.platform(folder.resolve("fresh"))) {
      assertThat(next.instances()).isEmpty();
      Await.until("swept", world.service::resources, all -> !all.contains("plan shop-azure-2"));
      assertThat(world.service.resources()).containsExactly("plan shop-azure-1");
      assertThat(world.bill().workers()).as("theirs").isEqualTo(1);
      assertThat(next.leftovers()).isEmpty();
    }
  }

  /**
   * A name that was changed in the configuration: nobody removes what nobody names, but it is told.
   */
  @Test
  void whatIsOursUnderAnotherNameIsListedAndAnothersIsNot() throws Exception {
    Arm arm = world.cloud.client();
    plan(arm, "shop-before", OURS);
    plan(arm, "somebodys", THEIRS);
    try (Platform platform = world.platform(folder.resolve("state"))) {
      assertThat(platform.leftovers()).containsExactly(STRAY);
      running(platform);
      platform.apply(new PlatformChange.Stop("azure-1", Duration.ZERO));
      Await.until("gone", platform::instances, List::isEmpty);
      assertThat(world.service.resources()).containsExactly("plan shop-before", "plan somebodys");
      assertThat(platform.leftovers()).containsExactly(STRAY);
    }
  }

  @Test
  void aSizeThatIsSoldOutMeansTheNextOneInTheSameRegion() throws Exception {
    world.service.soldOut.add("westeurope P1v3");
    try (Platform platform = world.platform(folder.resolve("state"))) {
      running(platform);
      assertThat(world.service.plan("shop-azure-1")).isEqualTo("westeurope S1");
      assertThat(world.service.resources()).containsExactly("plan shop-azure-1", "site shop-azure");
      platform.apply(new PlatformChange.Stop("azure-1", Duration.ZERO));
      Await.until("gone", platform::instances, List::isEmpty);
      assertThat(world.service.resources()).isEmpty();
    }
  }
}
