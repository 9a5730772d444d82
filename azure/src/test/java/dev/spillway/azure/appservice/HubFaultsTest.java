package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;

class HubFaultsTest extends FaultsTest {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }
}
