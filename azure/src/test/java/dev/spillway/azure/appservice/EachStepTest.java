package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.site.EachStepContract;
import dev.spillway.azure.site.SiteWorld;

class EachStepTest extends EachStepContract {
  Kind kind() {
    return Kind.PUBLIC;
  }

  @Override
  protected SiteWorld open() {
    return new AppServiceWorld(kind());
  }

  @Override
  protected int steps() {
    return 8;
  }
}
