package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Access;
import dev.spillway.azure.Rights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.SampleApp;
import dev.spillway.azure.SomeNames;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakePermissions;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.fake.TestAuthority;
import dev.spillway.azure.site.Owner;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a first user is told of a subscription before anything is made in it. */
class OnlineCheckTest {
  @TempDir Path folder;
  private final FakePermissions permissions = new FakePermissions();
  private final SomeNames names = new SomeNames().text("asuid.shop.example.com", SomeNames.PROOF);
  private AppServiceWorld world;

  @BeforeEach
  void open() {
    open(Kind.PUBLIC);
  }

  private void open(Kind kind) {
    world = new AppServiceWorld(kind);
    world.cloud.with(permissions);
  }

  @AfterEach
  void close() {
    nothingWasChanged();
    world.close();
  }

  /** The one POST asks whether a name is free. */
  private void nothingWasChanged() {
    assertThat(world.cloud.exchanges())
        .extracting(e -> e.request().method() + " " + e.request().path())
        .allMatch(call -> call.startsWith("GET ") || call.endsWith("/checknameavailability"));
    assertThat(world.service.deployments).isZero();
  }

  private List<Finding> check(Map<String, Object> more) throws Exception {
    return check(more, Instant.now());
  }

  private List<Finding> check(Map<String, Object> more, Instant now) throws Exception {
    AdapterSpec spec = new AdapterSpec("azure-app-service", world.settings(more));
    AdapterContext context = SiteWorld.context(folder, "here");
    Pause pause = time -> Pause.real().pause(time.dividedBy(100));
    Access access = new Access(spec, context, Patience.DEFAULT, pause);
    return AppServiceCheck.check(spec, context, SampleApp.on(spec), names, access, now);
  }

  private static List<String> problems(List<Finding> all) {
    return all.stream()
        .filter(f -> f.level() == Level.PROBLEM)
        .map(f -> f.topic() + ": " + f.text())
        .toList();
  }

  private static String told(List<Finding> all, Level level, String topic) {
    return all.stream()
        .filter(f -> f.level() == level && f.topic().equals(topic))
        .map(Finding::text)
        .findFirst()
        .orElse("nothing");
  }

  @Test
  void aSubscriptionThatIsReadyIsToldInFull() throws Exception {
    Path pfx = TestAuthority.get().issue("shop", List.of("dns:" + AppServiceWorld.HOST));
    List<Finding> all =
        check(
            Map.of("certificate", pfx.toString(), "certificate-password", TestAuthority.PASSWORD));
    assertThat(problems(all)).isEmpty();
    assertThat(told(all, Level.OK, "sign-in")).contains("took the sign-in by Entra ID");
    assertThat(told(all, Level.OK, "resource group")).startsWith("shop-burst in ");
    assertThat(told(all, Level.OK, "api-versions")).isEqualTo("Microsoft.Web 2023-12-01");
    assertThat(told(all, Level.OK, "rights")).isEqualTo("all 31 of the role for azure-app-service");
    assertThat(told(all, Level.OK, "site")).isEqualTo("the name shop-azure is free");
    assertThat(told(all, Level.OK, "sizes"))
        .isEqualTo(
            "in this order: westeurope P1v3, northeurope P1v3, westeurope S1, northeurope S1");
    assertThat(told(all, Level.NOTE, "host"))
        .isEqualTo(
            "the TXT record asuid.shop.example.com says PROOF-OF-THE-FAKE; nothing tells yet what is"
                + " right: compare it with the portal's custom domain verification id");
    assertThat(told(all, Level.OK, "certificate")).contains("is for shop.example.com until 20");
    assertThat(told(all, Level.NOTE, "cost"))
        .contains("makes the plan shop-azure-1")
        .contains("0.12 USD an hour each, so 2.40 at most with 20 instances")
        .contains("1752 in a month");
    assertThat(told(all, Level.NOTE, "not tried")).contains("nobody has run this");
    assertThat(told(all, Level.OK, "quota"))
        .isEqualTo(
            "westeurope, 55.00 of 250.0 used (Cores usage in westeurope): room for 195 workers of 1"
                + " cores");
    TreeSet<String> own = new TreeSet<>(Rights.of("azure-check").orElseThrow().actions());
    own.removeIf(action -> action.startsWith("Microsoft.App/"));
    assertThat(RightsTest.used(world.cloud, Rights.of("azure-check").orElseThrow())).isEqualTo(own);
  }

  @Test
  void aHubIsAskedInTheVersionsThatItHas() throws Exception {
    world.close();
    open(Kind.HUB_ADFS);
    List<Finding> all = check(Map.of("skus", List.of("Large"), "os", "windows"));
    assertThat(problems(all)).isEmpty();
    assertThat(told(all, Level.OK, "sign-in")).contains("an Azure Stack Hub").contains("AD FS");
    assertThat(told(all, Level.OK, "api-versions")).isEqualTo("Microsoft.Web 2018-02-01");
    assertThat(told(all, Level.NOTE, "sizes")).contains("[Large] are names that only");
  }

  @Test
  void aHostWithoutItsProofIsAProblemOnAzureAndANoteOnAHub() throws Exception {
    names.text("asuid.shop.example.com");
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "host: the TXT record asuid.shop.example.com is not there: publish it with the portal's"
                + " custom domain verification id and keep it for good");
    world.close();
    open(Kind.HUB_ADFS);
    List<Finding> all = check(Map.of("skus", List.of("Large"), "os", "windows"));
    assertThat(problems(all)).isEmpty();
    assertThat(told(all, Level.NOTE, "host")).endsWith("not known whether this cloud asks for it");
  }

  @Test
  void aSiteThatExistsTellsWhatTheProofHasToBe() throws Exception {
    siteIsThere();
    assertThat(told(check(Map.of()), Level.OK, "host")).contains("what the cloud asks for");
    names.text("asuid.shop.example.com", "another", "words");
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "host: the TXT record asuid.shop.example.com says another, words, the cloud asks for"
                + " PROOF-OF-THE-FAKE: add it");
    names.silent();
    List<Finding> all = check(Map.of());
    assertThat(problems(all)).as("it is not the cloud that refuses").isEmpty();
    assertThat(told(all, Level.NOTE, "host")).isEqualTo("not known: nobody answers");
  }

  private void siteIsThere() {
    ObjectNode site = JsonMapper.shared().createObjectNode().put("name", "shop-azure");
    site.put("type", "Microsoft.Web/sites").put("location", "westeurope");
    Owner.of(SiteWorld.context(folder, "here")).mark(site);
    site.putObject("properties").put("customDomainVerificationId", SomeNames.PROOF);
    world
        .cloud
        .faults()
        .answer(
            -1,
            r -> r.is("GET", ".*/sites/shop-azure"),
            r -> Response.json(200, site.put("id", r.path())));
  }

  @Test
  void anExpiredSecretEndsTheQuestionsToTheCloud() throws Exception {
    world.cloud.signIn().expireSecret();
    List<Finding> all = check(Map.of());
    assertThat(problems(all)).hasSize(1).first().asString().startsWith("sign-in: ");
    assertThat(told(all, Level.NOTE, "cost")).contains("2.40 at most");
    assertThat(told(all, Level.OK, "subscription")).isEqualTo("nothing");
  }

  @Test
  void missingRightsAreNamedWithTheRoleThatHasThem() throws Exception {
    permissions.allow(List.of("*/read", "Microsoft.Web/*"), List.of("Microsoft.Web/sites/Delete"));
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "rights: missing in shop-burst: Microsoft.Web/sites/delete; 'spillway azure roles"
                + " azure-app-service' prints the role");
  }

  @Test
  void aSubscriptionThatMayUseNoCoresIsAProblemAndOneWithFewIsSaid() throws Exception {
    world.service.catalogue.cores.put("westeurope", 58);
    world.service.catalogue.cores.put("northeurope", 55);
    List<Finding> few = check(Map.of("skus", List.of("P1v3")));
    assertThat(problems(few)).isEmpty();
    assertThat(told(few, Level.NOTE, "quota"))
        .endsWith("room for 1 workers of 2 cores, fewer than the 20 that may run");
    world.service.catalogue.cores.put("westeurope", 56);
    assertThat(problems(check(Map.of("skus", List.of("P1v3")))))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("quota: not one instance may be started: westeurope, 55.00 of 56.00 used");
    assertThat(told(check(Map.of("skus", List.of("Own"))), Level.NOTE, "quota"))
        .startsWith("nothing is told of the cores");
  }

  @Test
  void theRightsOfTheSubscriptionAreLookedForToo() throws Exception {
    permissions.allow(List.of("*"), List.of("Microsoft.Web/locations/operationResults/read"));
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "rights: missing in the subscription: Microsoft.Web/locations/operationResults/read;"
                + " 'spillway azure roles azure-subscription' prints the role");
  }

  @Test
  void whatItMayNotAskIsSaidAndNotHeldAgainstTheSubscription() throws Exception {
    world
        .cloud
        .faults()
        .answer(
            -1,
            r -> r.path().matches(".*/(checknameavailability|geoRegions|permissions|usages)"),
            r -> Response.error(403, "AuthorizationFailed", "no right"));
    List<Finding> all = check(Map.of());
    assertThat(problems(all)).isEmpty();
    assertThat(told(all, Level.NOTE, "site")).contains("Microsoft.Web/checknameavailability/read");
    assertThat(told(all, Level.NOTE, "rights"))
        .contains("Microsoft.Authorization/permissions/read");
    assertThat(told(all, Level.NOTE, "quota")).contains("Microsoft.Web/locations/usages/read");
  }

  @Test
  void aNameOfStrangersASizeThatNobodyHasAndAClockThatIsOffAreProblems() throws Exception {
    world.service.taken.add("shop-azure");
    world.service.catalogue.regions.remove("PremiumV3");
    List<Finding> all =
        check(Map.of("skus", List.of("P1v3")), Instant.now().plus(Duration.ofMinutes(20)));
    assertThat(problems(all))
        .hasSize(3)
        .anyMatch(p -> p.startsWith("site: the name shop-azure cannot be had (Hostname"))
        .anyMatch(p -> p.startsWith("sizes: none of [P1v3] is offered in [westeurope"))
        .anyMatch(p -> p.matches("clock: this machine's clock is (19|20) min off.*"));
  }

  @Test
  void aCertificateForAnotherHostOrOneThatHasExpiredIsAProblem() throws Exception {
    Path pfx = TestAuthority.get().issue("other", List.of("dns:other.example.com"));
    Map<String, Object> keys =
        Map.of("certificate", pfx.toString(), "certificate-password", TestAuthority.PASSWORD);
    assertThat(problems(check(keys))).hasSize(1).first().asString().contains("is not for shop");
    assertThat(problems(check(keys, Instant.now().plus(Duration.ofDays(4000)))))
        .anyMatch(p -> p.contains("has expired at"));
  }

  @Test
  void aGroupThatIsNotThereComesWithTheCommandThatMakesIt() throws Exception {
    world
        .cloud
        .faults()
        .answer(
            1,
            r -> r.matches(".*/resourcegroups/shop-burst").matches(),
            r -> Response.error(404, "ResourceGroupNotFound", "no such group"));
    assertThat(problems(check(Map.of())))
        .containsExactly(
            "resource group: there is no resource group shop-burst; make it: az group create -n"
                + " shop-burst");
  }
}
