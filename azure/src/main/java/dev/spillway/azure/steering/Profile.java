package dev.spillway.azure.steering;

import dev.spillway.azure.client.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Traffic Manager profile as it is.
 *
 * @param method how it chooses, such as {@code Weighted}
 * @param enabled it answers at all
 * @param ttlSeconds of its answers; -1 when it does not say
 */
record Profile(String method, boolean enabled, long ttlSeconds, List<Endpoint> endpoints) {

  /**
   * @param patch the call that changes an endpoint of its kind
   * @param target name or address that clients are sent to; empty for what the service resolves
   * @param setting what a client's part depends on
   */
  record Endpoint(String name, Operation patch, String target, Setting setting) {}

  /**
   * @param weight 1 to 1000; without meaning while it is off
   */
  record Setting(boolean on, int weight) {
    static final int MOST = 1000;
    static final Setting OFF = new Setting(false, 0);

    /**
     * @param share above 0
     */
    static Setting of(double share) {
      return new Setting(true, (int) Math.clamp(Math.round(share * MOST), 1, MOST));
    }

    /** What counts for clients; 0 while it is off. */
    int effect() {
      return on ? weight : 0;
    }

    boolean same(Setting other) {
      return effect() == other.effect();
    }

    @Override
    public String toString() {
      return on ? "weight " + weight : "Disabled";
    }
  }

  Profile {
    endpoints = List.copyOf(endpoints);
  }

  /** Lenient: what the service adds is passed over. */
  static Profile of(JsonNode body) {
    JsonNode properties = body.path("properties");
    List<Endpoint> endpoints = new ArrayList<>();
    properties.path("endpoints").forEach(e -> endpoints.add(endpoint(e)));
    return new Profile(
        properties.path("trafficRoutingMethod").asString(""),
        !properties.path("profileStatus").asString("Enabled").equalsIgnoreCase("Disabled"),
        properties.path("dnsConfig").path("ttl").asLong(-1),
        endpoints);
  }

  private static Endpoint endpoint(JsonNode e) {
    JsonNode properties = e.path("properties");
    boolean on =
        !properties.path("endpointStatus").asString("Enabled").equalsIgnoreCase("Disabled");
    return new Endpoint(
        e.path("name").asString(""),
        patch(e.path("type").asString("")),
        properties.path("target").asString(""),
        new Setting(on, properties.path("weight").asInt(1)));
  }

  private static Operation patch(String type) {
    String kind = type.substring(type.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "azureendpoints" -> TrafficManagerOperations.AZURE_PATCH;
      case "nestedendpoints" -> TrafficManagerOperations.NESTED_PATCH;
      default -> TrafficManagerOperations.EXTERNAL_PATCH;
    };
  }

  Optional<Endpoint> endpoint(String name) {
    return endpoints.stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The sum of what counts. */
  int total() {
    return endpoints.stream().mapToInt(e -> e.setting().effect()).sum();
  }
}
