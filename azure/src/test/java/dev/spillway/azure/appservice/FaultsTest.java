package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.site.FaultsContract;
import dev.spillway.azure.site.SiteWorld;
import java.util.List;
import java.util.Map;

class FaultsTest extends FaultsContract {
  Kind kind() {
    return Kind.PUBLIC;
  }

  @Override
  protected SiteWorld open() {
    AppServiceWorld made = new AppServiceWorld(kind());
    made.service.nowhere.add("atlantis");
    return made;
  }

  @Override
  protected boolean makesIt(Request request) {
    return request.method().equals("PUT") && request.path().contains("/serverfarms/");
  }

  @Override
  protected String right() {
    return "Microsoft.Web/serverfarms/write";
  }

  @Override
  protected Map<String, Object> nowhere() {
    return Map.of("regions", List.of("atlantis"));
  }
}
