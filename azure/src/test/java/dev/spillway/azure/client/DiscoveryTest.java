package dev.spillway.azure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Recorded;
import dev.spillway.core.AdapterException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * What clouds say of themselves at {@code /metadata/endpoints}, in both of its shapes, and what an
 * operation that takes longer says first.
 */
class DiscoveryTest {
  private static final URI ARM = URI.create("https://management.region.example");

  private static Cloud read(String json) throws AdapterException.Invalid {
    return CloudDiscovery.read(ARM, JsonMapper.shared().readTree(json), ARM);
  }

  @Test
  void aHubOfEntraInTheOlderShape() throws Exception {
    Cloud cloud =
        read(
            """
            {"galleryEndpoint": "https://portal.region.example:30015/",
             "graphEndpoint": "https://graph.windows.net/",
             "portalEndpoint": "https://portal.region.example/",
             "authentication": {
               "loginEndpoint": "https://login.windows.net/",
               "audiences": ["https://management.tenant.example/3ee899c8-c137-4ce4-b230-619961a09a73"]}}
            """);
    assertThat(cloud.hub()).isTrue();
    assertThat(cloud.adfs()).isFalse();
    assertThat(cloud.login()).isEqualTo(URI.create("https://login.windows.net"));
    assertThat(cloud.scope())
        .isEqualTo(
            "https://management.tenant.example/3ee899c8-c137-4ce4-b230-619961a09a73/.default");
  }

  @Test
  void aHubOfAdfsInTheOlderShape() throws Exception {
    Cloud cloud =
        read(
            """
            {"authentication": {
               "loginEndpoint": "https://adfs.region.example/adfs",
               "audiences": ["https://management.adfs.example/0a1b"]}}
            """);
    assertThat(cloud.hub()).isTrue();
    assertThat(cloud.adfs()).isTrue();
  }

  @Test
  void aHubInTheNewerShape() throws Exception {
    Cloud cloud =
        read(
            """
            [{"name": "AzureStack-User-0a1b", "portal": "https://portal.region.example/",
              "authentication": {
                "loginEndpoint": "https://login.microsoftonline.com/",
                "audiences": ["https://management.tenant.example/0a1b"],
                "tenant": "common", "identityProvider": "AAD"},
              "suffixes": {"storage": "region.example", "keyVaultDns": "vault.region.example"}}]
            """);
    assertThat(cloud.hub()).isTrue();
    assertThat(cloud.audience()).isEqualTo("https://management.tenant.example/0a1b");
  }

  /** Of several it is the first; its versions need not be negotiated. */
  @Test
  void thePublicCloudInTheNewerShape() throws Exception {
    Cloud cloud =
        read(
            """
            [{"name": "AzureCloud", "portal": "https://portal.azure.com",
              "resourceManager": "https://management.azure.com/", "batch": "https://batch.core.windows.net/",
              "authentication": {
                "loginEndpoint": "https://login.microsoftonline.com/",
                "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
                "tenant": "common", "identityProvider": "AAD"}},
             {"name": "AzureChinaCloud",
              "authentication": {
                "loginEndpoint": "https://login.chinacloudapi.cn",
                "audiences": ["https://management.core.chinacloudapi.cn"]}}]
            """);
    assertThat(cloud.hub()).isFalse();
    assertThat(cloud.login()).isEqualTo(URI.create("https://login.microsoftonline.com"));
    assertThat(cloud.scope()).isEqualTo("https://management.core.windows.net/.default");
  }

  @Test
  void whatDescribesNoCloudIsSaidToBeNone() {
    for (String json : new String[] {"{}", "[]", "[{\"name\": \"x\"}]", "\"text\""}) {
      assertThatThrownBy(() -> read(json))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("is it a Resource Manager?");
    }
  }

  @Test
  void aRemovalThatTakesLongerSaysWhereToLookAndWhen() throws Exception {
    Operation remove =
        new Operation("group.delete", Verb.DELETE, "", "", CommonOperations.GROUP_GET.api());
    ArmAnswer begun = Recorded.answer("resource-group-delete-202-location", remove);
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Location").orElseThrow())
        .startsWith("https://management.azure.com/subscriptions/");
    assertThat(Retry.asked(begun)).contains(java.time.Duration.ZERO);
  }
}
