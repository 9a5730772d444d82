package dev.spillway.azure.appservice;

import com.azure.core.http.HttpClient;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.sdk.SdkClient;
import dev.spillway.azure.sdk.WebClient;
import java.net.URI;
import java.util.function.Supplier;

class SdkTest extends SdkContract {
  @Override
  Kind kind() {
    return Kind.PUBLIC;
  }

  @Override
  WebClient client(URI arm, Supplier<String> token, HttpClient http) {
    return new SdkClient(arm, token, http);
  }
}
