package dev.spillway.azure.appservice;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeBill;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A fake cloud with App Service, and platforms on it that hurry. */
final class AppServiceWorld implements SiteWorld {
  final FakeAzure cloud;
  private Pause pause = QUICK;
  final FakeAppService service;

  AppServiceWorld(Kind kind) {
    cloud = FakeAzure.open(kind);
    service = FakeAppService.in(cloud);
    if (kind != Kind.PUBLIC) {
      service.offered = List.of("2018-02-01");
    }
  }

  @Override
  public AppServicePlatform platform(Path state, String owner, Map<String, Object> more)
      throws AdapterException {
    AdapterSpec spec = new AdapterSpec("azure-app-service", settings(more));
    AdapterContext context = SiteWorld.context(state, owner);
    Access access = new Access(spec, context, SHORT, pause);
    return new AppServicePlatform(spec, context, access, HURRY, Ticker.system());
  }

  Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> all = SiteWorld.access(cloud);
    all.put("regions", List.of("westeurope", "northeurope"));
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
    return service.settings();
  }

  @Override
  public void foreignSetting(String name, String value) {
    service.foreignSetting(name, value);
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
  public void loseOne() {
    service.loseFirstWorker();
  }

  @Override
  public void replaceLost() {
    service.replaceLostWorker();
  }

  @Override
  public void close() {
    service.close();
    cloud.close();
  }
}
