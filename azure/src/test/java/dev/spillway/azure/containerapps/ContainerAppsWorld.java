package dev.spillway.azure.containerapps;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeBill;
import dev.spillway.azure.fake.FakeContainerApps;
import dev.spillway.azure.fake.FakeRegistry;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A fake cloud with Container Apps and a real registry, and platforms on them that hurry. */
final class ContainerAppsWorld implements SiteWorld {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicInteger MADE = new AtomicInteger();

  final FakeAzure cloud;
  private Pause pause = QUICK;
  final FakeContainerApps service;
  final FakeRegistry registry;

  /** Of the registry, and of this world alone. */
  final String repository;

  ContainerAppsWorld() {
    assumeTrue(FakeRegistry.installed(), "needs the program docker-registry");
    registry = FakeRegistry.get();
    repository = "shop-" + MADE.incrementAndGet() + "/app";
    cloud = FakeAzure.open(Kind.PUBLIC);
    service = FakeContainerApps.in(cloud, 30);
  }

  @Override
  public ContainerAppsPlatform platform(Path state, String owner, Map<String, Object> more)
      throws AdapterException {
    AdapterSpec spec = new AdapterSpec("azure-container-apps", settings(more));
    AdapterContext context = SiteWorld.context(state, owner);
    Access access = new Access(spec, context, SHORT, pause);
    return new ContainerAppsPlatform(spec, context, access, HURRY, Ticker.system());
  }

  Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> all = SiteWorld.access(cloud);
    all.put("environment", FakeContainerApps.ENVIRONMENT);
    all.put("repository", registry.server() + "/" + repository);
    all.put("base-image", registry.base());
    all.put("registry-user", FakeRegistry.USER);
    all.put("registry-password", FakeRegistry.PASSWORD);
    all.put("port", service.frontPort());
    all.putAll(more);
    return all;
  }

  @Override
  public void pause(Pause other) {
    pause = other;
  }

  @Override
  public FakeAzure cloud() {
    return cloud;
  }

  @Override
  public FakeBill bill() {
    return service.bill;
  }

  @Override
  public List<String> resources() {
    return service.resources();
  }

  @Override
  public Map<String, String> settings() {
    JsonNode app = service.only();
    Map<String, String> secrets = new LinkedHashMap<>();
    app.at("/properties/configuration/secrets")
        .forEach(s -> secrets.put(s.path("name").asString(), s.path("value").asString("")));
    Map<String, String> all = new LinkedHashMap<>();
    for (JsonNode env : app.at("/properties/template/containers/0/env")) {
      String ref = env.path("secretRef").asString("");
      String value = ref.isEmpty() ? env.path("value").asString("") : secrets.get(ref);
      all.put(env.path("name").asString(""), value);
    }
    return all;
  }

  @Override
  public void foreignSetting(String name, String value) {
    ObjectNode app = (ObjectNode) service.only();
    ObjectNode container = (ObjectNode) app.at("/properties/template/containers/0");
    container.withArrayProperty("env").addObject().put("name", name).put("value", value);
    service.foreignChange(app);
  }

  static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @Override
  public void unproved(boolean missing) {
    if (missing) {
      service.unproved.add(HOST);
    } else {
      service.unproved.clear();
    }
  }

  @Override
  public boolean settled() {
    return service.newestServes();
  }

  @Override
  public void loseOne() {
    service.loseAReplica();
  }

  @Override
  public void replaceLost() {
    service.replaceLostReplica();
  }

  @Override
  public void close() {
    service.close();
    cloud.close();
  }
}
