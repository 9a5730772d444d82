package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Rights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.TestAuthority;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Azure Stack Hub with AD FS and the api-versions of profile 2020-09-01-hybrid. */
class HubAppServiceTest extends AppServiceContract {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }

  /**
   * With a certificate, a deployment service that takes tokens first and then wants the publishing
   * credentials, and operations that take their time. In the other tests no call may lack its
   * right; here no right may lack its call.
   */
  @Test
  void usesExactlyTheRightsOfItsRoles() throws Exception {
    world.service.slow = true;
    Path pfx = TestAuthority.get().issue("shop", List.of("dns:" + SiteWorld.HOST));
    platform.close();
    platform =
        world.platform(
            folder.resolve("secure"),
            "here",
            Map.of("certificate", pfx.toString(), "certificate-password", TestAuthority.PASSWORD));
    platform.probe();
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThat(world.service.deployments).isEqualTo(1);
    assertThat(world.service.resources()).contains("certificate shop-azure-host");
    assertThat(platform.leftovers()).hasSize(2);
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    swapIn("azure-2", next);
    world.service.basicOnly = true;
    swapIn("azure-3", release); // the slot is started again
    for (String id : List.of("azure-1", "azure-2", "azure-3")) {
      platform.apply(new PlatformChange.Stop(id, GRACE));
    }
    awaitInstances("gone", List::isEmpty);
    Rights.AdapterRights role = Rights.of("azure-app-service").orElseThrow();
    assertThat(RightsTest.used(world.cloud, role)).isEqualTo(new TreeSet<>(role.actions()));
    Rights.AdapterRights whole = Rights.of("azure-subscription").orElseThrow();
    assertThat(RightsTest.used(world.cloud, whole)).isEqualTo(new TreeSet<>(whole.actions()));
  }

  private void swapIn(String id, Release what) throws Exception {
    int before = world.service.swaps;
    platform.apply(new PlatformChange.Start(id, what, settings()));
    awaitInstances(
        "all run it",
        all ->
            running(all) == all.size()
                && all.stream().allMatch(i -> what.digest().equals(i.digest())));
    Await.until("the slot rests", world.service::slotsRest, rests -> rests);
    assertThat(world.service.swaps).isEqualTo(before + 1);
  }

  @Test
  void aHubThatOffersNewerVersionsOnlyAndOneThatLiesAreBothSpokenTo() throws Exception {
    world.service.offered = List.of("2023-12-01");
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    world.service.listed = List.of("2023-12-01", "2018-02-01");
    world.service.offered = List.of("2018-02-01");
    platform.close();
    platform = world.platform(folder.resolve("again"));
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
  }
}
