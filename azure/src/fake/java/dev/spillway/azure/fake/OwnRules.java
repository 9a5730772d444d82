package dev.spillway.azure.fake;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the services want and their descriptions do not say: the validator passes all of this.
 *
 * <pre>
 *   weight of an endpoint         1 to 1000
 *   endpointStatus                Enabled or Disabled (described as any text)
 *   address of a record           an address (described as any text)
 *   write to a record set         If-Match or If-None-Match
 *   sku.capacity of a plan        not negative
 *   image of a container          by digest
 *   minReplicas                   not above maxReplicas
 *   name of a secret              small letters, digits, hyphens and dots
 * </pre>
 */
final class OwnRules {
  private static final Set<String> STATUSES = Set.of("Enabled", "Disabled");

  private OwnRules() {}

  static List<String> broken(Request request) {
    List<String> all = new ArrayList<>();
    String path = request.path().toLowerCase(Locale.ROOT);
    JsonNode properties = request.json().path("properties");
    if (path.contains("/trafficmanagerprofiles/")) {
      endpoint(properties, all);
    } else if (path.contains("/dnszones/") && !request.method().equals("GET")) {
      records(request, properties, all);
    } else if (path.contains("/serverfarms/") && request.json().at("/sku/capacity").asInt(0) < 0) {
      all.add("sku.capacity is negative");
    } else if (path.contains("/containerapps/")) {
      containerApp(properties, all);
    }
    return all;
  }

  private static void containerApp(JsonNode properties, List<String> all) {
    JsonNode template = properties.path("template");
    for (JsonNode container : template.path("containers")) {
      String image = container.path("image").asString("");
      if (!image.matches(".+@sha256:[0-9a-f]{64}")) {
        all.add("image '" + image + "' is not named by its digest");
      }
    }
    JsonNode scale = template.path("scale");
    if (scale.path("minReplicas").asInt(0) > scale.path("maxReplicas").asInt(10)) {
      all.add("minReplicas is above maxReplicas");
    }
    for (JsonNode secret : properties.path("configuration").path("secrets")) {
      String name = secret.path("name").asString("");
      if (!name.matches("[a-z0-9]([-.a-z0-9]*[a-z0-9])?")) {
        all.add("secret '" + name + "' cannot have this name");
      }
    }
  }

  private static void endpoint(JsonNode properties, List<String> all) {
    int weight = properties.path("weight").asInt(1);
    if (weight < 1 || weight > 1000) {
      all.add("weight " + weight + " is not from 1 to 1000");
    }
    String status = properties.path("endpointStatus").asString("Enabled");
    if (!STATUSES.contains(status)) {
      all.add("endpointStatus " + status + " is not known");
    }
  }

  private static void records(Request request, JsonNode properties, List<String> all) {
    if (request.header("if-match").isEmpty() && request.header("if-none-match").isEmpty()) {
      all.add("neither If-Match nor If-None-Match");
    }
    properties.path("ARecords").forEach(r -> address(r.path("ipv4Address").asString(""), 4, all));
    properties
        .path("AAAARecords")
        .forEach(r -> address(r.path("ipv6Address").asString(""), 16, all));
  }

  private static void address(String text, int bytes, List<String> all) {
    try {
      // Java takes 999 for 0.0.3.231.
      boolean whole = bytes != 4 || text.matches("\\d+(\\.\\d+){3}");
      if (whole && InetAddress.ofLiteral(text).getAddress().length == bytes) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // said below, as is an address of the other kind
    }
    all.add("'" + text + "' is no address of " + bytes + " bytes");
  }
}
