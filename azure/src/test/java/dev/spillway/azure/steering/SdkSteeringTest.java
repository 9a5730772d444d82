package dev.spillway.azure.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpClient;
import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.trafficmanager.fluent.TrafficManagerManagementClient;
import com.azure.resourcemanager.trafficmanager.fluent.models.EndpointInner;
import com.azure.resourcemanager.trafficmanager.fluent.models.ProfileInner;
import com.azure.resourcemanager.trafficmanager.models.DnsConfig;
import com.azure.resourcemanager.trafficmanager.models.EndpointStatus;
import com.azure.resourcemanager.trafficmanager.models.EndpointTypes;
import com.azure.resourcemanager.trafficmanager.models.MonitorConfig;
import com.azure.resourcemanager.trafficmanager.models.MonitorProtocol;
import com.azure.resourcemanager.trafficmanager.models.ProfileStatus;
import com.azure.resourcemanager.trafficmanager.models.TrafficRoutingMethod;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Transport;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.FakeTrafficManager;
import dev.spillway.azure.sdk.Hybrid;
import dev.spillway.azure.sdk.SdkClient;
import dev.spillway.azure.sdk.Sign;
import dev.spillway.azure.sdk.WebClient;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Microsoft's own clients and the steering targets agree about what clients are told. */
class SdkSteeringTest {
  private static final String GROUP = "shop";
  private static final String HOME = "203.0.113.10";
  private static final String CLOUD = "198.51.100.7";

  private FakeAzure fake = FakeAzure.open(Kind.PUBLIC);

  @AfterEach
  void close() throws Exception {
    List<String> problems = fake.foreign();
    if (!problems.isEmpty()) {
      Path told = Files.createDirectories(Path.of("target")).resolve("sdk-steering.txt");
      Files.write(told, problems, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    fake.close();
  }

  private static Supplier<String> token(Arm arm) {
    return () -> {
      try {
        return arm.token();
      } catch (AdapterException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private HttpClient http() throws AdapterException {
    return Transport.make(fake.authority(), Patience.DEFAULT.call());
  }

  private static SteeredHost shares(String host, double azure) {
    return new SteeredHost(
        host,
        Duration.ofSeconds(20),
        List.of(
            new SiteAnswer("hq", Share.of(1 - azure), List.of(HOME)),
            new SiteAnswer("azure", Share.of(azure), List.of(CLOUD))));
  }

  private TrafficManagerManagementClient traffic(Arm arm) throws AdapterException {
    return com.azure.resourcemanager.trafficmanager.TrafficManager.configure()
        .withHttpClient(http())
        .withRetryPolicy(Sign.once())
        .authenticate(Sign.in(token(arm)), Sign.at(fake.arm()))
        .serviceClient();
  }

  private static TrafficManager target(Arm arm) {
    return new TrafficManager(
        () -> arm, new TrafficManager.Place(GROUP, "shop", Map.of(), false), time -> {});
  }

  @Test
  void aProfileOfTheSdkIsSteeredByTheAdapterAndRemovedByTheSdk() throws Exception {
    FakeTrafficManager there = new FakeTrafficManager("shop", 60);
    fake.with(there);
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    var sdk = traffic(arm);
    sdk.getProfiles().createOrUpdate(GROUP, "shop", profile());
    endpoint(sdk, "hq", HOME, 1000);
    endpoint(sdk, "azure", CLOUD, 1);
    try (TrafficManager target = target(arm)) {
      target.apply(shares("shop.example.com", 0.38));
      EndpointInner azure =
          sdk.getEndpoints().get(GROUP, "shop", EndpointTypes.EXTERNAL_ENDPOINTS, "azure");
      assertThat(azure.weight()).isEqualTo(380);
      assertThat(azure.endpointStatus()).isEqualTo(EndpointStatus.ENABLED);
      assertThat(sdk.getProfiles().getByResourceGroup(GROUP, "shop").endpoints())
          .extracting(EndpointInner::weight)
          .containsExactly(620L, 380L);
      target.apply(shares("shop.example.com", 0));
      assertThat(there.state()).isEqualTo("hq 1000, azure off");
    }
    sdk.getEndpoints().delete(GROUP, "shop", EndpointTypes.EXTERNAL_ENDPOINTS, "azure");
    assertThat(sdk.getProfiles().getByResourceGroup(GROUP, "shop").endpoints()).hasSize(1);
    sdk.getProfiles().delete(GROUP, "shop");
    assertThatThrownBy(() -> sdk.getProfiles().getByResourceGroup(GROUP, "shop"))
        .isInstanceOf(ManagementException.class);
  }

  private static ProfileInner profile() {
    return new ProfileInner()
        .withLocation("global")
        .withProfileStatus(ProfileStatus.ENABLED)
        .withTrafficRoutingMethod(TrafficRoutingMethod.WEIGHTED)
        .withDnsConfig(new DnsConfig().withRelativeName("shop").withTtl(20L))
        .withMonitorConfig(
            new MonitorConfig()
                .withProtocol(MonitorProtocol.HTTPS)
                .withPort(443L)
                .withPath("/health"));
  }

  private static void endpoint(
      TrafficManagerManagementClient sdk, String name, String target, long weight) {
    EndpointInner endpoint =
        new EndpointInner()
            .withTarget(target)
            .withEndpointStatus(EndpointStatus.ENABLED)
            .withWeight(weight);
    sdk.getEndpoints()
        .createOrUpdate(GROUP, "shop", EndpointTypes.EXTERNAL_ENDPOINTS, name, endpoint);
  }

  @Test
  void aWeightThatTheSdkChangedIsSeenAndNotWrittenOver() throws Exception {
    FakeTrafficManager there =
        new FakeTrafficManager("shop", 20)
            .endpoint("externalEndpoints", "hq", HOME, true, 1000)
            .endpoint("externalEndpoints", "azure", CLOUD, false, 1);
    fake.with(there);
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    try (TrafficManager target = target(arm)) {
      target.apply(shares("shop.example.com", 0.38));
      traffic(arm)
          .getEndpoints()
          .updateWithResponse(
              GROUP,
              "shop",
              EndpointTypes.EXTERNAL_ENDPOINTS,
              "azure",
              new EndpointInner().withWeight(7L),
              com.azure.core.util.Context.NONE);
      assertThat(there.state()).isEqualTo("hq 620, azure 7");
      assertThatThrownBy(() -> target.apply(shares("shop.example.com", 0.5)))
          .isInstanceOf(AdapterException.Refused.class)
          .hasMessageContaining("changed by somebody else: azure is weight 7");
      assertThat(there.state()).isEqualTo("hq 620, azure 7");
    }
  }

  /** With the SDK of each cloud, which speak different versions. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PUBLIC", "HUB_ENTRA"})
  void recordsAreTheSameForBoth(Kind kind) throws Exception {
    fake.close();
    fake = FakeAzure.open(kind);
    FakeDns there = new FakeDns("example.com");
    fake.with(there);
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    WebClient sdk =
        kind == Kind.PUBLIC
            ? new SdkClient(fake.arm(), token(arm), http())
            : Hybrid.client(fake.arm(), token(arm), http());
    assertThat(sdk.setRecords("example.com", "other", List.of("192.0.2.9"), null)).isTrue();
    assertThat(sdk.setRecords("example.com", "other", List.of("192.0.2.9"), null)).isFalse();
    sdk.removeRecords("example.com", "other");
    assertThat(sdk.records("example.com", "other")).isEmpty();
    try (AzureDns target =
        new AzureDns(
            new RecordSets(() -> arm, "shop", "example.com", "www"), "hq", false, time -> {})) {
      target.apply(shares("www.example.com", 0));
      WebClient.Records now = sdk.records("example.com", "www").orElseThrow();
      assertThat(now.addresses()).containsExactly(HOME);
      assertThat(now.ttlSeconds()).isEqualTo(20);
      assertThat(now.marks()).containsEntry("spillway-site", "hq");
      target.apply(shares("www.example.com", 1));
      assertThat(sdk.records("example.com", "www").orElseThrow().addresses())
          .containsExactly(CLOUD);
      assertThat(sdk.setRecords("example.com", "www", List.of("192.0.2.1"), now.etag()))
          .as("an etag from before the adapter's write")
          .isFalse();
      String etag = sdk.records("example.com", "www").orElseThrow().etag();
      assertThat(sdk.setRecords("example.com", "www", List.of("192.0.2.1"), etag)).isTrue();
      assertThatThrownBy(() -> target.apply(shares("www.example.com", 0)))
          .isInstanceOf(AdapterException.class)
          .hasMessageMatching(".*(nobody's mark|changed by somebody else).*");
      assertThat(there.state()).startsWith("A/www [192.0.2.1]");
    }
  }
}
