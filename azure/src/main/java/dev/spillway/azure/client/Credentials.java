package dev.spillway.azure.client;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns a sign-in into what gives tokens. Nothing is asked before the first token is needed. */
final class Credentials {
  private static final RetryOptions ONCE_MORE =
      new RetryOptions(new FixedDelayOptions(1, Duration.ofMillis(300)));

  private Credentials() {}

  static TokenCredential of(SignIn signIn, Cloud cloud, HttpClient http) {
    return switch (signIn) {
      case SignIn.Secret s -> secret(s, cloud, http);
      case SignIn.Certificate c -> certificate(c, cloud, http);
      case SignIn.Managed m -> new ManagedIdentityCredentialBuilder().clientId(m.client()).build();
      case SignIn.Workload w ->
          known(
                  new WorkloadIdentityCredentialBuilder()
                      .tenantId(tenant(w.tenant(), cloud))
                      .clientId(w.client())
                      .authorityHost(authority(cloud))
                      .retryOptions(ONCE_MORE)
                      .httpClient(http)
                      .tokenFilePath(w.tokenFile().toString()),
                  cloud)
              .build();
      case SignIn.Cli c -> cli(c.tenant());
    };
  }

  private static TokenCredential secret(SignIn.Secret s, Cloud cloud, HttpClient http) {
    ClientSecretCredentialBuilder builder =
        new ClientSecretCredentialBuilder()
            .tenantId(tenant(s.tenant(), cloud))
            .clientId(s.client())
            .clientSecret(s.secret())
            .authorityHost(authority(cloud))
            .retryOptions(ONCE_MORE)
            .httpClient(http);
    return (unknown(cloud) ? builder.disableInstanceDiscovery() : builder).build();
  }

  private static TokenCredential certificate(SignIn.Certificate c, Cloud cloud, HttpClient http) {
    ClientCertificateCredentialBuilder builder =
        new ClientCertificateCredentialBuilder()
            .tenantId(tenant(c.tenant(), cloud))
            .clientId(c.client())
            .authorityHost(authority(cloud))
            .retryOptions(ONCE_MORE)
            .httpClient(http);
    String file = c.certificate().toString();
    String password = c.password();
    if (password != null || pfx(file)) {
      builder.pfxCertificate(file).clientCertificatePassword(password);
    } else {
      builder.pemCertificate(file);
    }
    return (unknown(cloud) ? builder.disableInstanceDiscovery() : builder).build();
  }

  private static WorkloadIdentityCredentialBuilder known(
      WorkloadIdentityCredentialBuilder builder, Cloud cloud) {
    return unknown(cloud) ? builder.disableInstanceDiscovery() : builder;
  }

  private static TokenCredential cli(@Nullable String tenant) {
    AzureCliCredentialBuilder builder = new AzureCliCredentialBuilder();
    return (tenant == null ? builder : builder.tenantId(tenant)).build();
  }

  private static boolean pfx(String file) {
    return (file.endsWith(".pfx") || file.endsWith(".p12"))
        && Files.exists(java.nio.file.Path.of(file));
  }

  /** AD FS has one tenant, whose name is a word of the protocol. */
  private static String tenant(String tenant, Cloud cloud) {
    return cloud.adfs() ? "adfs" : tenant;
  }

  private static String authority(Cloud cloud) {
    String login = cloud.login().toString();
    return (cloud.adfs() ? login.substring(0, login.length() - "/adfs".length()) : login) + "/";
  }

  /** The list of authorities that Entra ID keeps knows no other cloud's. */
  private static boolean unknown(Cloud cloud) {
    return cloud.adfs() || !cloud.login().getHost().startsWith("login.microsoftonline.");
  }
}
