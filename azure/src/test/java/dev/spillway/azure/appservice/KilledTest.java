package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.site.KilledContract;
import dev.spillway.azure.site.SiteWorld;

class KilledTest extends KilledContract {
  @Override
  protected SiteWorld open() {
    return new AppServiceWorld(kind());
  }

  Kind kind() {
    return Kind.PUBLIC;
  }

  @Override
  protected int steps() {
    return 8;
  }
}
