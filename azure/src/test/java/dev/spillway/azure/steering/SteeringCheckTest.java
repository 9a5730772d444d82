package dev.spillway.azure.steering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.SampleApp;
import dev.spillway.azure.SomeNames;
import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.FakePermissions;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.fake.FakeTrafficManager;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import dev.spillway.core.OnlineCheck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.StringNode;

/** What a first user is told of the profile or the zone before anything is published. */
class SteeringCheckTest {
  private static final String HOST = "shop.example.com";
  private static final String PROFILE = "shop.trafficmanager.net";

  @TempDir Path folder;
  private final FakeTrafficManager profile =
      new FakeTrafficManager("shop", 20)
          .endpoint("externalEndpoints", "hq", "203.0.113.10", true, 1000)
          .endpoint("externalEndpoints", "azure", "shop-azure.azurewebsites.net", false, 1);
  private final FakeDns zone = new FakeDns("example.com");
  private final App app = SampleApp.on(new AdapterSpec("simulated", Map.of()));
  private final SomeNames names = new SomeNames().way(HOST, List.of(PROFILE), "203.0.113.10");
  private FakeAzure fake;
  private FakeAppService group;

  @BeforeEach
  void open() {
    fake = FakeAzure.open(Kind.PUBLIC).with(profile).with(new FakePermissions());
    group = FakeAppService.in(fake); // which has the resource group
    fake.with(zone);
  }

  @AfterEach
  void close() {
    assertThat(fake.exchanges()).allMatch(e -> e.request().method().equals("GET"));
    group.close();
    fake.close();
  }

  private List<Finding> check(String type, Map<String, Object> more) throws Exception {
    Map<String, Object> all = new HashMap<>(more);
    all.put("cloud", fake.arm().toString());
    all.put("authorities", fake.authority().toString());
    all.put("subscription", FakeAzure.SUBSCRIPTION);
    all.put("resource-group", "shop");
    all.put(
        "sign-in",
        Map.of(
            "as", "secret",
            "tenant", FakeSignIn.TENANT,
            "client", FakeSignIn.CLIENT,
            "secret", FakeSignIn.SECRET));
    OnlineCheck online =
        SteeringTypes.ALL.stream()
            .filter(t -> t.name().equals(type))
            .map(AdapterType::online)
            .map(Objects::requireNonNull)
            .findFirst()
            .orElseThrow();
    AdapterContext context =
        new AdapterContext(
            "shop",
            "hq",
            app.host(),
            app.health(),
            Map.of(),
            folder,
            folder,
            "here",
            List.of(),
            folder);
    return online.check(new AdapterSpec(type, all), context, app, names);
  }

  private static List<String> problems(List<Finding> all) {
    return all.stream()
        .filter(f -> f.level() == Level.PROBLEM)
        .map(f -> f.topic() + ": " + f.text())
        .toList();
  }

  @Test
  void aProfileThatFitsIsToldInFull() throws Exception {
    List<Finding> all = check("traffic-manager", Map.of("profile", "shop"));
    assertThat(problems(all)).isEmpty();
    assertThat(all.toString())
        .contains("shop: method Weighted, TTL 20 s, an endpoint for each of [hq, azure]")
        .contains("all 4 of the role for traffic-manager")
        .contains("shop.example.com is an alias of shop.trafficmanager.net");
  }

  @Test
  void whereTheHostLeadsIsJudged() throws Exception {
    names.way(HOST, List.of());
    assertThat(problems(check("traffic-manager", Map.of("profile", "shop"))))
        .containsExactly(
            "host: shop.example.com is not in DNS: publish it as a CNAME of"
                + " shop.trafficmanager.net");
    names.way(HOST, List.of("www.elsewhere.test"), "198.51.100.1");
    assertThat(problems(check("traffic-manager", Map.of("profile", "shop"))))
        .containsExactly(
            "host: shop.example.com leads to www.elsewhere.test, not to shop.trafficmanager.net:"
                + " make it its CNAME");
    names.way(HOST, List.of(), "203.0.113.10").way(PROFILE, List.of(), "203.0.113.10");
    List<Finding> alias = check("traffic-manager", Map.of("profile", "shop"));
    assertThat(problems(alias)).isEmpty();
    assertThat(alias.toString()).contains("right for an alias record of the zone's own name");
    names.way(HOST, List.of(), "198.51.100.1");
    assertThat(problems(check("traffic-manager", Map.of("profile", "shop"))))
        .containsExactly(
            "host: shop.example.com leads to 198.51.100.1, not to shop.trafficmanager.net: make it"
                + " its CNAME");
    names.silent();
    List<Finding> all = check("traffic-manager", Map.of("profile", "shop"));
    assertThat(problems(all)).isEmpty();
    assertThat(all.toString()).contains("not known: nobody answers");
  }

  @Test
  void anotherMethodAnotherTtlAndAnotherAddressAreProblems() throws Exception {
    profile.somebodySets("/properties/trafficRoutingMethod", new StringNode("Priority"));
    assertThat(problems(check("traffic-manager", Map.of("profile", "shop"))))
        .containsExactly(
            "profile: Traffic Manager profile shop: its routing method is Priority; set it to"
                + " Weighted");
    profile.somebodySets("/properties/trafficRoutingMethod", new StringNode("Weighted"));
    profile.somebodySets("/properties/dnsConfig/ttl", new tools.jackson.databind.node.IntNode(300));
    assertThat(problems(check("traffic-manager", Map.of("profile", "shop"))))
        .hasSize(1)
        .first()
        .asString()
        .contains("its answers live for 300 s, those of the app's file for 20 s");
  }

  @Test
  void aProfileThatIsNotThereIsAProblem() throws Exception {
    assertThat(problems(check("traffic-manager", Map.of("profile", "typo"))))
        .containsExactly(
            "profile: there is no Traffic Manager profile typo in shop; make it with method"
                + " Weighted and an endpoint for each site");
  }

  @Test
  void aHostThatDoesNotAnswerWithTheZonesRecordsIsAProblem() throws Exception {
    zone.somebodySets("A", "shop", "203.0.113.10");
    zone.somebodyMarks("A", "shop", "spillway-owner", "here");
    zone.somebodyMarks("A", "shop", "spillway-site", "hq");
    List<Finding> all = check("azure-dns", Map.of("zone", "example.com"));
    assertThat(problems(all)).isEmpty();
    assertThat(all.toString()).contains("shop.example.com answers with 203.0.113.10");
    names.way(HOST, List.of());
    String delegated =
        "is the zone delegated to the servers that 'az network dns zone show -g shop -n example.com"
            + " --query nameServers' tells?";
    assertThat(problems(check("azure-dns", Map.of("zone", "example.com"))))
        .containsExactly("host: shop.example.com is not in DNS: " + delegated);
    names.way(HOST, List.of(), "198.51.100.1");
    assertThat(problems(check("azure-dns", Map.of("zone", "example.com"))))
        .containsExactly(
            "host: shop.example.com leads to 198.51.100.1, not to 203.0.113.10: " + delegated);
  }

  @Test
  void aZoneTellsWhoHasTheClients() throws Exception {
    assertThat(check("azure-dns", Map.of("zone", "example.com")).toString())
        .contains("shop.example.com: nothing is published yet");
    zone.somebodySets("A", "shop", "203.0.113.99");
    assertThat(problems(check("azure-dns", Map.of("zone", "example.com"))))
        .hasSize(1)
        .first()
        .asString()
        .contains("is there with nobody's mark and is not touched");
  }
}
