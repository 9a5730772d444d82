package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.site.FaultsContract;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.Instance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  /** The plan is there and bills; the site may not be made: said, and nothing of it stays. */
  @Test
  void aRightThatIsMissingInTheMiddleIsNamedAndThePlanGoesAgain() throws Exception {
    world
        .cloud()
        .faults()
        .answer(
            -1,
            r -> r.is("PUT", ".*/sites/shop-azure"),
            r -> Response.error(403, "AuthorizationFailed", "The client has no authorization."));
    Instance failed = failed();
    assertThat(failed.detail()).contains("The sign-in needs the right Microsoft.Web/sites/write");
    assertThat(world.resources()).containsExactly("plan shop-azure-1");
    gone();
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
