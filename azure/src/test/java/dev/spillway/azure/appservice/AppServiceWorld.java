package dev.spillway.azure.appservice;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.site.Timing;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Health;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fake cloud with App Service, and platforms on it that hurry. */
final class AppServiceWorld implements AutoCloseable {
  static final String HOST = "shop.example.com";
  private static final Timing HURRY =
      new Timing(
          Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ZERO);
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1));

  final FakeAzure cloud;
  final FakeAppService service;

  AppServiceWorld(Kind kind) {
    cloud = FakeAzure.open(kind);
    service = FakeAppService.in(cloud);
    if (kind != Kind.PUBLIC) {
      service.offered = List.of("2018-02-01");
    }
  }

  AppServicePlatform platform(Path state) throws AdapterException {
    return platform(state, "here", Map.of());
  }

  AppServicePlatform platform(Path state, String owner, Map<String, Object> more)
      throws AdapterException {
    AdapterSpec spec = new AdapterSpec("azure-app-service", settings(more));
    AdapterContext context = context(state, owner);
    Pause pause = time -> Pause.real().pause(time.dividedBy(100));
    Access access = new Access(spec, context, SHORT, pause);
    return new AppServicePlatform(spec, context, access, HURRY, Ticker.system());
  }

  Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>();
    all.put("cloud", cloud.arm().toString());
    all.put("authorities", cloud.authority().toString());
    all.put("subscription", FakeAzure.SUBSCRIPTION);
    all.put(
        "sign-in",
        Map.of(
            "as", "secret",
            "tenant", FakeSignIn.TENANT,
            "client", FakeSignIn.CLIENT,
            "secret", FakeSignIn.SECRET));
    all.put("resource-group", "shop-burst");
    all.put("regions", List.of("westeurope", "northeurope"));
    all.put("name", "shop-azure");
    all.put("port", service.frontPort());
    all.putAll(more);
    return all;
  }

  static AdapterContext context(Path state, String owner) {
    Duration second = Duration.ofSeconds(1);
    return new AdapterContext(
        "shop",
        "azure",
        HOST,
        new Health("http", "/health", second, second, 1, 2, ""),
        Map.of(),
        state,
        state,
        owner,
        List.of(),
        state.resolve("keys"));
  }

  @Override
  public void close() {
    service.close();
    cloud.close();
  }
}
