package dev.spillway.azure.containerapps;

import dev.spillway.azure.fake.Request;
import dev.spillway.azure.site.FaultsContract;
import dev.spillway.azure.site.SiteWorld;
import java.util.Map;

class ContainerAppsFaultsTest extends FaultsContract {
  @Override
  protected SiteWorld open() {
    return new ContainerAppsWorld();
  }

  @Override
  protected boolean makesIt(Request request) {
    return request.is("PUT", ".*/containerApps/shop-azure");
  }

  @Override
  protected String right() {
    return "Microsoft.App/containerApps/write";
  }

  @Override
  protected Map<String, Object> nowhere() {
    return Map.of("environment", "atlantis");
  }
}
