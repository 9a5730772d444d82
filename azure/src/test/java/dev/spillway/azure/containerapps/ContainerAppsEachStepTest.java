package dev.spillway.azure.containerapps;

import dev.spillway.azure.site.EachStepContract;
import dev.spillway.azure.site.SiteWorld;

class ContainerAppsEachStepTest extends EachStepContract {
  @Override
  protected SiteWorld open() {
    return new ContainerAppsWorld();
  }

  @Override
  protected int steps() {
    return 2;
  }
}
