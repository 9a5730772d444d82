package dev.spillway.azure.appservice;

import dev.spillway.azure.fake.FakeAzure.Kind;

class PublicAppServiceTest extends AppServiceContract {
  @Override
  Kind kind() {
    return Kind.PUBLIC;
  }
}
