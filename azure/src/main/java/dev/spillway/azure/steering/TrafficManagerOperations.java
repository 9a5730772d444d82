package dev.spillway.azure.steering;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/**
 * The calls to Traffic Manager. It exists in public Azure only, no Hub has it.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/trafficmanager/">Traffic Manager REST API</a>
 */
public final class TrafficManagerOperations {
  private static final Api API = Api.of("Microsoft.Network", "2022-04-01");
  private static final String PROFILES = "Microsoft.Network/trafficManagerProfiles/";
  private static final String PROFILE =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network"
          + "/trafficmanagerprofiles/{profile}";

  static final Operation PROFILE_GET =
      new Operation("profile.get", Verb.GET, PROFILE, PROFILES + "read", API);
  static final Operation EXTERNAL_PATCH = patch("ExternalEndpoints", "externalEndpoints");
  static final Operation AZURE_PATCH = patch("AzureEndpoints", "azureEndpoints");
  static final Operation NESTED_PATCH = patch("NestedEndpoints", "nestedEndpoints");

  /** All of them. */
  public static final List<Operation> ALL =
      List.of(PROFILE_GET, EXTERNAL_PATCH, AZURE_PATCH, NESTED_PATCH);

  private TrafficManagerOperations() {}

  private static Operation patch(String inPath, String right) {
    return new Operation(
        "endpoint.patch." + right,
        Verb.PATCH,
        PROFILE + "/" + inPath + "/{endpoint}",
        PROFILES + right + "/write",
        API);
  }
}
