package dev.spillway.azure.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeTrafficManager;
import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget.Ability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class TrafficManagerTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final FakeAzure fake = FakeAzure.open(Kind.PUBLIC);
  private final List<Duration> waits = new ArrayList<>();
  private final FakeTrafficManager there =
      new FakeTrafficManager("shop", 20)
          .endpoint("externalEndpoints", "hq", "203.0.113.10", true, 1000)
          .endpoint("azureEndpoints", "cloud", "shop.azurewebsites.net", false, 1);
  private Arm arm;

  @BeforeEach
  void open() throws Exception {
    fake.with(there);
    arm = fake.client(Patience.DEFAULT, time -> {});
  }

  @AfterEach
  void nobodyWasEverTurnedAway() {
    fake.close();
    assertThat(there.everNobody()).as("all endpoints off at once").isFalse();
  }

  private TrafficManager target(boolean overwrite) {
    TrafficManager.Place place =
        new TrafficManager.Place("shop", "shop", Map.of("azure", "cloud"), overwrite);
    return new TrafficManager(() -> arm, place, waits::add);
  }

  private static SteeredHost shares(double azure) {
    return shares(azure, "203.0.113.10", 20);
  }

  private static SteeredHost shares(double azure, String home, int ttlSeconds) {
    return new SteeredHost(
        "shop.example.com",
        Duration.ofSeconds(ttlSeconds),
        List.of(
            new SiteAnswer("hq", Share.of(1 - azure), List.of(home)),
            new SiteAnswer("azure", Share.of(azure), List.of("198.51.100.7"))));
  }

  private long patches() {
    return fake.exchanges().stream().filter(e -> e.request().method().equals("PATCH")).count();
  }

  private String lastPatch() {
    return fake.exchanges().stream()
        .map(e -> e.request())
        .filter(r -> r.method().equals("PATCH"))
        .map(r -> r.path().replaceAll(".*/", "") + " " + r.json())
        .reduce((a, b) -> b)
        .orElse("");
  }

  private static boolean patch(Request r) {
    return r.method().equals("PATCH");
  }

  @Test
  void aBurstThereAndBack() throws Exception {
    try (TrafficManager target = target(false)) {
      assertThat(target.ability()).isEqualTo(Ability.WEIGHTED);
      SteeredHost before = target.current("shop.example.com").orElseThrow();
      assertThat(before.share("hq")).isEqualTo(Share.ALL);
      assertThat(before.share("azure")).isEqualTo(Share.NONE);
      assertThat(before.ttl()).isEqualTo(Duration.ofSeconds(20));
      target.apply(shares(0.38));
      assertThat(there.state()).isEqualTo("hq 620, cloud 380");
      assertThat(target.current("shop.example.com").orElseThrow().share("azure"))
          .isEqualTo(Share.of(0.38));
      target.apply(shares(1));
      assertThat(there.state()).isEqualTo("hq off, cloud 1000");
      target.apply(shares(0));
      assertThat(there.state()).isEqualTo("hq 1000, cloud off");
    }
  }

  @Test
  void itsRoleHasNothingThatIsNotUsed() throws Exception {
    there.endpoint("nestedEndpoints", "more", "nested.trafficmanager.net", false, 1);
    TrafficManager target = target(false);
    SteeredHost three =
        new SteeredHost(
            "shop.example.com",
            Duration.ofSeconds(20),
            List.of(
                new SiteAnswer("hq", Share.of(0.5), List.of("203.0.113.10")),
                new SiteAnswer("azure", Share.of(0.25), List.of("198.51.100.7")),
                new SiteAnswer("more", Share.of(0.25), List.of("198.51.100.8"))));
    target.apply(three);
    assertThat(there.state()).isEqualTo("hq 500, cloud 250, more 250");
    AdapterRights rights = Rights.of("traffic-manager").orElseThrow();
    assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
  }

  @Test
  void onlyWhatChangesIsSentAndNothingBesides() throws Exception {
    TrafficManager target = target(false);
    target.apply(shares(0.001));
    assertThat(there.state()).isEqualTo("hq 999, cloud 1");
    assertThat(lastPatch())
        .isEqualTo("hq {\"properties\":{\"endpointStatus\":\"Enabled\",\"weight\":999}}");
    long sent = patches();
    target.apply(shares(0.001));
    assertThat(patches()).as("the same again").isEqualTo(sent);
    target.apply(shares(0));
    assertThat(lastPatch()).isEqualTo("cloud {\"properties\":{\"endpointStatus\":\"Disabled\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "/properties/trafficRoutingMethod, Priority, its routing method is Priority",
    "/properties/profileStatus, Disabled, it is disabled"
  })
  void aProfileOfAnotherKindIsNotTouched(String pointer, String value, String words) {
    there.somebodySets(pointer, NODES.stringNode(value));
    assertThatThrownBy(() -> target(false).apply(shares(0.4)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(words);
    assertThat(patches()).isZero();
  }

  @Test
  void whatDoesNotFitTheAppIsSaid() {
    TrafficManager target = target(false);
    assertThatThrownBy(() -> target.apply(shares(0.4, "203.0.113.10", 30)))
        .hasMessageContaining("live for 20 s, those of the app's file for 30 s");
    assertThatThrownBy(() -> target.apply(shares(0.4, "203.0.113.99", 20)))
        .hasMessageContaining(
            "endpoint hq sends clients to 203.0.113.10, but hq has [203.0.113.99]");
    there.endpoint("externalEndpoints", "old", "203.0.113.50", true, 7);
    assertThatThrownBy(() -> target.apply(shares(0.4)))
        .hasMessageContaining("endpoint old takes clients and belongs to no site");
    TrafficManager.Place lost = new TrafficManager.Place("shop", "shop", Map.of(), false);
    assertThatThrownBy(() -> new TrafficManager(() -> arm, lost, waits::add).apply(shares(0.4)))
        .hasMessageContaining("it has no endpoint azure for the site azure");
    TrafficManager.Place none = new TrafficManager.Place("shop", "nix", Map.of(), false);
    assertThatThrownBy(() -> new TrafficManager(() -> arm, none, waits::add).current("x"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("there is no Traffic Manager profile nix in shop");
    assertThat(patches()).isZero();
  }

  @Test
  void whatSomebodyElseChangedIsReportedAndStays() throws Exception {
    TrafficManager target = target(false);
    target.apply(shares(0.4));
    there.somebodySets("cloud", true, 10);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> target.apply(shares(0.5)))
          .isInstanceOf(AdapterException.Refused.class)
          .hasMessageContaining("changed by somebody else: cloud is weight 10, was weight 400");
    }
    assertThat(there.state()).isEqualTo("hq 600, cloud 10");
    there.somebodySets("cloud", true, 400);
    target.apply(shares(0.5));
    assertThat(there.state()).isEqualTo("hq 500, cloud 500");
  }

  @Test
  void aNewControllerGoesOnFromWhatIsThere() throws Exception {
    target(false).apply(shares(0.4));
    there.somebodySets("cloud", true, 10);
    TrafficManager next = target(false);
    assertThat(next.current("shop.example.com").orElseThrow().share("azure").value())
        .isBetween(0.016, 0.017);
    next.apply(shares(0.5));
    assertThat(there.state()).isEqualTo("hq 500, cloud 500");
  }

  @Test
  void whoWantsItWrittenOverHasItReportedFirst() throws Exception {
    TrafficManager target = target(true);
    target.apply(shares(0.4));
    there.somebodySets("hq", false, 1);
    assertThatThrownBy(() -> target.apply(shares(0.5)))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("hq is Disabled, was weight 600; it is written over");
    assertThat(there.state()).isEqualTo("hq off, cloud 400");
    target.apply(shares(0.5));
    assertThat(there.state()).isEqualTo("hq 500, cloud 500");
  }

  @Test
  void twoControllersDoNotFight() throws Exception {
    TrafficManager one = target(false);
    TrafficManager other = target(false);
    one.current("shop.example.com");
    other.current("shop.example.com");
    one.apply(shares(0.4));
    assertThatThrownBy(() -> other.apply(shares(0))).isInstanceOf(AdapterException.Refused.class);
    one.apply(shares(0.45));
    assertThat(there.state()).isEqualTo("hq 550, cloud 450");
  }

  @Test
  void readsThatAreBehindAreWaitedFor() throws Exception {
    TrafficManager target = target(false);
    there.behind(1);
    target.apply(shares(0.4));
    target.apply(shares(0.6));
    assertThat(there.state()).isEqualTo("hq 400, cloud 600");
    assertThat(waits).isNotEmpty();
  }

  @Test
  void readsThatStayBehindAreNoForeignChange() throws Exception {
    TrafficManager target = target(false);
    there.behind(20);
    assertThatThrownBy(() -> target.apply(shares(0.4)))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("does not show what was written");
    there.behind(0);
    for (int i = 0; i < 40; i++) {
      target.current("shop.example.com");
    }
    target.apply(shares(0.4));
    assertThat(there.state()).isEqualTo("hq 600, cloud 400");
  }

  /** A client that tries each call once. */
  private Arm neverAgain() throws AdapterException {
    return fake.client(
        new Patience(
            Duration.ofSeconds(5),
            Duration.ZERO,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ZERO),
        time -> {});
  }

  @Test
  void anAnswerThatGotLostIsNoForeignChangeWhetherItWasDoneOrNot() throws Exception {
    arm = neverAgain();
    for (Cut cut : Cut.values()) {
      TrafficManager target = target(false);
      target.apply(shares(0.1));
      fake.faults().cut(1, TrafficManagerTest::patch, cut);
      assertThatThrownBy(() -> target.apply(shares(0.7)))
          .isInstanceOf(AdapterException.Transient.class);
      target.apply(shares(0.7));
      assertThat(there.state()).isEqualTo("hq 300, cloud 700");
    }
  }

  @Test
  void throttledCallsAreTriedAgainAndMissingRightsNamed() throws Exception {
    fake.faults()
        .answer(
            2,
            TrafficManagerTest::patch,
            r -> Response.error(429, "TooManyRequests", "slow down").with("Retry-After", "5"));
    target(false).apply(shares(0.4));
    assertThat(there.state()).isEqualTo("hq 600, cloud 400");
    fake.faults()
        .answer(
            1, TrafficManagerTest::patch, r -> Response.error(403, "AuthorizationFailed", "no"));
    assertThatThrownBy(() -> target(false).apply(shares(0.6)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("Microsoft.Network/trafficManagerProfiles/azureEndpoints/write");
  }

  @Test
  void nobodyIsTurnedAwayWhereverItStops() throws Exception {
    double[] course = {0.4, 1, 0, 0.3, 0, 1, 0.5};
    arm = neverAgain();
    for (double share : course) {
      fake.faults().cut(1, TrafficManagerTest::patch, share > 0.4 ? Cut.AFTER : Cut.BEFORE);
      TrafficManager killed = target(false);
      assertThatThrownBy(() -> killed.apply(shares(share)))
          .isInstanceOf(AdapterException.Transient.class);
      target(false).apply(shares(share));
      assertThat(target(false).current("h").orElseThrow().share("azure"))
          .isEqualTo(Share.of(share));
    }
  }
}
