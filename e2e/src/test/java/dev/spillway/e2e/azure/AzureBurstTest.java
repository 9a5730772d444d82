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
    try (TwoClouds world = new TwoClouds(folder)) {
      Names.Weights names = byTrafficManager(world);
      new Burst(world, names).story("Traffic Manager");
      assertThat(names.profile().everNobody()).isFalse();
      assertThat(names.profile().state()).isEqualTo("hq 1000, azure off");
    }
  }

  /** Starts the world with a profile of two endpoints, of which home has all clients. */
  static Names.Weights byTrafficManager(TwoClouds world) throws Exception {
    FakeTrafficManager profile =
        new FakeTrafficManager("shop", 5)
            .endpoint("externalEndpoints", "hq", TwoClouds.HOME, true, 1000)
            .endpoint("externalEndpoints", "azure", TwoClouds.CLOUD_NAME, false, 1);
    world.azure.with(profile);
    world.start(
        "{ type: traffic-manager, ttl: 5s, resource-group: shop, profile: shop, "
            + TwoClouds.access(world.azure)
            + " }",
        "");
    return new Names.Weights(profile, new Random(1), world::resolve);
  }
}
