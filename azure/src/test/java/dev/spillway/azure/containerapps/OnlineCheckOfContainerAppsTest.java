package dev.spillway.azure.containerapps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Access;
import dev.spillway.azure.Rights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.SampleApp;
import dev.spillway.azure.SomeNames;
import dev.spillway.azure.fake.FakePermissions;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a first user is told of environment and registry before anything is made. */
class OnlineCheckOfContainerAppsTest {
  @TempDir Path folder;
  private final FakePermissions permissions = new FakePermissions();
  private final SomeNames names = new SomeNames().text("asuid.shop.example.com", SomeNames.PROOF);
  private ContainerAppsWorld world;

  @BeforeEach
  void open() {
    world = new ContainerAppsWorld();
    world.cloud.with(permissions);
  }

  @AfterEach
  void nothingWasChanged() {
    assertThat(world.cloud.exchanges()).extracting(e -> e.request().method()).containsOnly("GET");
    world.close();
  }

  private List<String> check(Map<String, Object> more) throws Exception {
    AdapterSpec spec = new AdapterSpec("azure-container-apps", world.settings(more));
    AdapterContext context = SiteWorld.context(folder, "here");
    Access access = new Access(spec, context, SiteWorld.SHORT, SiteWorld.QUICK);
    List<Finding> all =
        ContainerAppsCheck.check(spec, context, SampleApp.on(spec), names, access, Instant.now());
    return all.stream().map(f -> f.level() + " " + f.topic() + ": " + f.text()).toList();
  }

  private static List<String> problems(List<String> all) {
    return all.stream().filter(f -> f.startsWith(Level.PROBLEM.toString())).toList();
  }

  @Test
  void whatIsRightIsSaid() throws Exception {
    List<String> all = check(Map.of());
    assertThat(problems(all)).isEmpty();
    assertThat(all)
        .contains("OK api-versions: Microsoft.App 2024-03-01")
        .contains("OK environment: shop-env in West Europe at 127.0.77.30")
        .contains("OK container app: there is no shop-azure yet")
        .contains("OK base image: " + world.registry.base())
        .contains(
            "OK host: the TXT record asuid.shop.example.com says what the cloud asks for; keep it"
                + " for good")
        .anyMatch(f -> f.matches("OK rights: all \\d+ of the role for azure-container-apps"))
        .anyMatch(
            f -> f.matches("OK rights: all \\d+ of the role for azure-container-apps-operations"))
        .anyMatch(f -> f.matches("OK rights: all \\d+ of the role for azure-subscription"))
        .contains(
            "OK quota: 1.500 of 100.0 used (ManagedEnvironmentConsumptionCores): room for 197"
                + " replicas")
        .anyMatch(f -> f.contains("0.12 USD an hour each, so 2.40 at most with 20 instances"))
        .anyMatch(f -> f.startsWith("NOTE not tried"));
    Rights.AdapterRights asked = Rights.of("azure-container-apps-check").orElseThrow();
    assertThat(RightsTest.used(world.cloud, asked)).isEqualTo(new TreeSet<>(asked.actions()));
  }

  @Test
  void anEnvironmentThatIsNotThereAndABaseThatNobodyHasAreProblems() throws Exception {
    String none = world.registry.server() + "/base@sha256:" + "0".repeat(64);
    assertThat(problems(check(Map.of("environment", "nowhere", "base-image", none))))
        .hasSize(2)
        .anyMatch(p -> p.contains("make it: az containerapp env create -n nowhere"))
        .anyMatch(p -> p.contains("correct base-image"));
  }

  @Test
  void anEnvironmentWithoutCoresIsAProblemAndOneWithFewIsSaid() throws Exception {
    world.service.cores = 4;
    assertThat(check(Map.of()))
        .anyMatch(f ->
            f.startsWith("NOTE quota: 1.500 of 4.000")
                && f.endsWith("room for 5 replicas, fewer than the 20"));
    world.service.cores = 1.75;
    assertThat(problems(check(Map.of())))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("not one replica fits; ask for a higher quota");
  }

  @Test
  void theRightsOfTheRolesBesideItsOwnAreLookedForToo() throws Exception {
    permissions.allow(
        List.of("*"),
        List.of("Microsoft.App/locations/*", "Microsoft.Resources/subscriptions/read"));
    assertThat(problems(check(Map.of())))
        .hasSize(2)
        .anyMatch(p -> p.contains("missing in the subscription: Microsoft.App/locations/"))
        .anyMatch(p ->
            p.contains(
                "missing in the subscription: Microsoft.Resources/subscriptions/read; 'spillway"
                    + " azure roles azure-subscription'"));
  }

  @Test
  void theProofOfTheHostIsThatOfItsEnvironment() throws Exception {
    names.text("asuid.shop.example.com", "of another subscription");
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "PROBLEM host: the TXT record asuid.shop.example.com says of another subscription, the"
                + " cloud asks for PROOF-OF-THE-FAKE: add it");
  }

  @Test
  void missingRightsAreNamed() throws Exception {
    permissions.allow(
        List.of("*/read", "Microsoft.App/*"), List.of("Microsoft.App/containerApps/stop/action"));
    assertThat(problems(check(Map.of())))
        .hasSize(1)
        .first()
        .asString()
        .contains("missing in shop-burst: Microsoft.App/containerApps/stop/action;");
  }
}
