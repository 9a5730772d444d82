package dev.spillway.azure.client;

import java.net.URI;

/**
 * Where one Azure is: the public one, another national one, or an Azure Stack Hub.
 *
 * @param arm the Resource Manager, without a final slash
 * @param login who signs in: Entra ID, or AD FS; without a final slash
 * @param audience what tokens are for, as the cloud names it
 * @param hub an Azure Stack Hub: api-versions are negotiated and Kudu may want the publishing
 *     credentials
 */
public record Cloud(URI arm, URI login, String audience, boolean hub) {
  /** Azure as most know it. */
  public static final Cloud PUBLIC =
      new Cloud(
          URI.create("https://management.azure.com"),
          URI.create("https://login.microsoftonline.com"),
          "https://management.azure.com",
          false);

  /** AD FS has no tenants. */
  public boolean adfs() {
    return login.getPath().endsWith("/adfs");
  }

  /** What a token is asked for. */
  public String scope() {
    return audience.endsWith("/.default") ? audience : audience + "/.default";
  }
}
