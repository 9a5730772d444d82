package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.azure.site.TwoControllersContract;

class TwoControllersTest extends TwoControllersContract {
  @Override
  protected SiteWorld make() {
    return new AppServiceWorld(kind());
  }

  Kind kind() {
    return Kind.PUBLIC;
  }

  @Override
  protected boolean makesIt(Request request) {
    return request.method().equals("PUT") && request.path().contains("/serverfarms/");
  }

  @Override
  protected String looksFor() {
    return ".*/serverfarms/shop-azure-2";
  }
}
