package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure.Kind;
import org.junit.jupiter.api.Test;

/** Azure Stack Hub with AD FS and the api-versions of profile 2020-09-01-hybrid. */
class HubAppServiceTest extends AppServiceContract {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }

  @Test
  void aDeploymentServiceThatTakesNoTokensGetsThePublishingCredentials() throws Exception {
    world.service.basicOnly = true;
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThat(world.service.deployments).isEqualTo(1);
  }
}
