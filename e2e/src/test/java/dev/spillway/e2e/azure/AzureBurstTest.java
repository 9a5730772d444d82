package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeTrafficManager;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shop with its database at home on a fake Azure Stack Hub, and its burst on a fake App Service
 * whose workers are processes, steered as the pattern has it. By the other ways: {@link
 * OtherAzureBurstsTest}.
 */
class AzureBurstTest {
  @TempDir Path folder;

  @Test
  @Timeout(600)
  void byTrafficManager() throws Exception {
    FakeTrafficManager profile =
        new FakeTrafficManager("shop", 5)
            .endpoint("externalEndpoints", "hq", TwoClouds.HOME, true, 1000)
            .endpoint("externalEndpoints", "azure", TwoClouds.CLOUD_NAME, false, 1);
    try (TwoClouds world = new TwoClouds(folder)) {
      world.azure.with(profile);
      world.start(
          "{ type: traffic-manager, ttl: 5s, resource-group: shop, profile: shop, "
              + TwoClouds.access(world.azure)
              + " }",
          "");
      Names names = new Names.Weights(profile, new Random(1), world::resolve);
      new Burst(world, names).story("Traffic Manager");
      assertThat(profile.everNobody()).isFalse();
      assertThat(profile.state()).isEqualTo("hq 1000, azure off");
    }
  }
}
