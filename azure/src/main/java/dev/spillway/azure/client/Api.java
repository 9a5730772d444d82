package dev.spillway.azure.client;

import java.util.List;

/**
 * A resource provider's interface and the versions of it that this program speaks.
 *
 * @param provider such as {@code Microsoft.Web}; empty for the Resource Manager's own
 * @param versions newest first; the first is used on public Azure, the last is the floor that the
 *     profile 2020-09-01-hybrid of Azure Stack Hub has, where it has one
 */
public record Api(String provider, List<String> versions) {
  public Api {
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException(provider + " needs a version");
    }
  }

  public static Api of(String provider, String... newestFirst) {
    return new Api(provider, List.of(newestFirst));
  }
}
