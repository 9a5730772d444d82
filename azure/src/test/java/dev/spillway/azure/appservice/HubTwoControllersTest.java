package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;

/** Two controllers of one name on Azure Stack Hub, whose older interface has tags too. */
class HubTwoControllersTest extends TwoControllersTest {
  @Override
  Kind kind() {
    return Kind.HUB_ADFS;
  }
}
