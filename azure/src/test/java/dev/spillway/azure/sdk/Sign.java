package dev.spillway.azure.sdk;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeSignIn;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** What every manager of the SDKs wants to be made. */
public final class Sign {
  private Sign() {}

  /** The cloud behind this Resource Manager. */
  public static AzureProfile at(URI arm) {
    String at = arm + "/";
    AzureEnvironment environment =
        new AzureEnvironment(
            Map.of(
                "resourceManagerEndpointUrl", at,
                "managementEndpointUrl", at,
                "activeDirectoryEndpointUrl", at,
                "activeDirectoryResourceId", at,
                "activeDirectoryGraphResourceId", at,
                "microsoftGraphResourceId", at));
    return new AzureProfile(FakeSignIn.TENANT, FakeAzure.SUBSCRIPTION, environment);
  }

  public static TokenCredential in(Supplier<String> token) {
    return context ->
        Mono.fromSupplier(() -> new AccessToken(token.get(), OffsetDateTime.now().plusHours(1)));
  }

  /** A refusal is what a test wants to see. */
  public static RetryPolicy once() {
    return new RetryPolicy(new FixedDelay(0, Duration.ofMillis(1)));
  }

  /**
   * The SDK of Azure speaks a newer version of Microsoft.Web than the descriptions here are of; the
   * one for Azure Stack Hub an old one, which they cover.
   */
  public static HttpPipelinePolicy described() {
    return (context, next) -> {
      HttpRequest request = context.getHttpRequest();
      String url = request.getUrl().toString();
      request.setUrl(url.replaceFirst("api-version=202[4-9]-[0-9-]+", "api-version=2023-12-01"));
      return next.process();
    };
  }
}
