package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpClient;
import dev.spillway.azure.fake.Exchange;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.sdk.Hybrid;
import dev.spillway.azure.sdk.WebClient;
import java.net.URI;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** By the SDK that Microsoft makes for Azure Stack Hub. */
class HubSdkTest extends SdkContract {
  @Override
  Kind kind() {
    return Kind.HUB_ENTRA;
  }

  @Override
  WebClient client(URI arm, Supplier<String> token, HttpClient http) {
    return Hybrid.client(arm, token, http);
  }

  @Test
  void itReallyIsTheOtherSdk() {
    assertThat(sdk.plan("nothing")).isEmpty();
    assertThat(world.cloud.exchanges())
        .filteredOn(Exchange::foreign)
        .hasSize(1)
        .allMatch(e -> e.request().apiVersion().equals("2018-02-01"));
    assertThat(sdk.getClass().getClassLoader()).isInstanceOf(Hybrid.class);
  }
}
