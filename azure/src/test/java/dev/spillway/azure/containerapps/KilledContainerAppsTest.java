package dev.spillway.azure.containerapps;

import dev.spillway.azure.site.KilledContract;
import dev.spillway.azure.site.SiteWorld;

class KilledContainerAppsTest extends KilledContract {
  @Override
  protected SiteWorld open() {
    return new ContainerAppsWorld();
  }

  @Override
  protected int steps() {
    return 3;
  }
}
