package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;

class HubEachStepTest extends EachStepTest {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }
}
