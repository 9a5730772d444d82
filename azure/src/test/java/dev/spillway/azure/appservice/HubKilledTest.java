package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;

/** A controller that ends at each change, on Azure Stack Hub with the profile's api-versions. */
class HubKilledTest extends KilledTest {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }
}
