package dev.spillway.azure.containerapps;

import dev.spillway.azure.fake.Request;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.azure.site.TwoControllersContract;

class TwoControllersOfOneAppTest extends TwoControllersContract {
  @Override
  protected SiteWorld make() {
    return new ContainerAppsWorld();
  }

  @Override
  protected boolean makesIt(Request request) {
    return request.is("PUT", ".*/containerApps/shop-azure");
  }

  @Override
  protected String looksFor() {
    return ".*/containerApps/shop-azure";
  }
}
