package dev.spillway.azure.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Traffic Manager with one profile. As the real one it takes no etag, merges what is patched, and
 * can answer reads that are older than the last write.
 */
public final class FakeTrafficManager implements Provider {
  private static final String PATH =
      "/+subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft.Network"
          + "/trafficmanagerprofiles/([^/]+)(?:/([A-Za-z]+Endpoints)/([^/]+))?";
  private static final Set<String> STATUSES = Set.of("Enabled", "Disabled");

  private final ObjectNode profile = FakeAzure.JSON.createObjectNode();
  private final Deque<ObjectNode> old = new ArrayDeque<>();
  private int behind;
  private boolean everNobody;
  private boolean removed;

  /** Method Weighted. */
  public FakeTrafficManager(String name, long ttlSeconds) {
    profile
        .put("id", id(name))
        .put("name", name)
        .put("type", "Microsoft.Network/trafficManagerProfiles")
        .put("location", "global");
    ObjectNode p = profile.putObject("properties");
    p.put("profileStatus", "Enabled").put("trafficRoutingMethod", "Weighted");
    p.putObject("dnsConfig")
        .put("relativeName", name)
        .put("fqdn", name + ".trafficmanager.net")
        .put("ttl", ttlSeconds);
    p.putObject("monitorConfig").put("protocol", "HTTPS").put("port", 443).put("path", "/health");
    p.putArray("endpoints");
    p.putNull("maxReturn");
  }

  private static String id(String name) {
    return "/subscriptions/"
        + FakeAzure.SUBSCRIPTION
        + "/resourceGroups/shop/providers/Microsoft.Network/trafficManagerProfiles/"
        + name;
  }

  /**
   * @param kind such as {@code externalEndpoints}
   */
  public synchronized FakeTrafficManager endpoint(
      String kind, String name, String target, boolean on, int weight) {
    ObjectNode e = profile.withObject("/properties").withArray("endpoints").addObject();
    e.put("id", id(profile.path("name").asString()) + "/" + kind + "/" + name)
        .put("name", name)
        .put("type", "Microsoft.Network/trafficManagerProfiles/" + kind);
    e.putObject("properties")
        .put("endpointStatus", on ? "Enabled" : "Disabled")
        .put("endpointMonitorStatus", on ? "CheckingEndpoint" : "Disabled")
        .put("target", target)
        .put("weight", weight)
        .put("priority", 1)
        .putNull("endpointLocation");
    return this;
  }

  /** Each write is seen after so many reads only. */
  public synchronized void behind(int reads) {
    behind = reads;
  }

  /** Some other client of the profile, such as a person at the portal. */
  public synchronized void somebodySets(String endpoint, boolean on, int weight) {
    ((ObjectNode) find(endpoint).path("properties"))
        .put("endpointStatus", on ? "Enabled" : "Disabled")
        .put("weight", weight);
  }

  /** Some other client changes the profile's own properties. */
  public synchronized void somebodySets(String pointer, JsonNode value) {
    ObjectNode parent = profile.withObject(pointer.substring(0, pointer.lastIndexOf('/')));
    parent.set(pointer.substring(pointer.lastIndexOf('/') + 1), value);
  }

  /** Such as {@code hq 620, azure off}. */
  public synchronized String state() {
    StringBuilder text = new StringBuilder();
    for (JsonNode e : profile.path("properties").path("endpoints")) {
      JsonNode p = e.path("properties");
      boolean on = p.path("endpointStatus").asString().equals("Enabled");
      text.append(text.isEmpty() ? "" : ", ")
          .append(e.path("name").asString())
          .append(on ? " " + p.path("weight").asInt() : " off");
    }
    return text.toString();
  }

  /** By target: the weights of the endpoints that take clients. */
  public synchronized Map<String, Integer> weights() {
    Map<String, Integer> all = new TreeMap<>();
    for (JsonNode e : profile.path("properties").path("endpoints")) {
      JsonNode p = e.path("properties");
      if (p.path("endpointStatus").asString().equals("Enabled")) {
        all.put(p.path("target").asString(), p.path("weight").asInt());
      }
    }
    return all;
  }

  /** Whether at any time after a write no endpoint took clients. */
  public synchronized boolean everNobody() {
    return everNobody;
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches();
  }

  @Override
  public synchronized Response answer(Request request) {
    Matcher path = request.matches(PATH);
    if (!path.matches() || !path.group(3).equalsIgnoreCase(profile.path("name").asString())) {
      return missing();
    }
    return path.group(5) == null
        ? ofProfile(request)
        : ofEndpoint(request, path.group(4), path.group(5));
  }

  private Response ofProfile(Request request) {
    switch (request.method()) {
      case "GET" -> {
        JsonNode seen = old.isEmpty() ? profile : old.pop();
        return removed ? missing() : Response.json(200, seen);
      }
      case "PUT" -> {
        boolean made = removed;
        removed = false;
        JsonNode wanted = request.json().path("properties");
        ArrayNode endpoints = profile.withObject("/properties").putArray("endpoints");
        wanted.properties().stream()
            .filter(p -> !p.getKey().equals("endpoints"))
            .forEach(p -> profile.withObject("/properties").set(p.getKey(), p.getValue()));
        wanted.path("endpoints").forEach(e -> endpoints.add(e.deepCopy()));
        return Response.json(made ? 201 : 200, profile);
      }
      case "DELETE" -> {
        removed = true;
        return Response.json(200, FakeAzure.JSON.createObjectNode());
      }
      default -> {
        return notHere(request);
      }
    }
  }

  private Response ofEndpoint(Request request, String kind, String name) {
    JsonNode there = find(name);
    JsonNode wanted = request.json().path("properties");
    switch (request.method()) {
      case "GET" -> {
        return there.isEmpty() ? missing() : Response.json(200, there);
      }
      case "PATCH" -> {
        return patch(kind, name, wanted);
      }
      case "PUT" -> {
        if (there.isEmpty()) {
          endpoint(kind, name, wanted.path("target").asString(""), true, 1);
        }
        Response patched = patch(kind, name, wanted);
        return new Response(
            patched.status() == 200 ? 201 : patched.status(), patched.headers(), patched.body());
      }
      case "DELETE" -> {
        ArrayNode all = profile.withObject("/properties").withArray("endpoints");
        all.removeIf(e -> e.path("name").asString("").equalsIgnoreCase(name));
        return Response.json(200, FakeAzure.JSON.createObjectNode());
      }
      default -> {
        return notHere(request);
      }
    }
  }

  private static Response missing() {
    return Response.error(404, "ResourceNotFound", "The Resource was not found.");
  }

  private static Response notHere(Request request) {
    return Response.error(405, "MethodNotAllowed", "Not in this fake: " + request.method());
  }

  private Response patch(String kind, String name, JsonNode change) {
    JsonNode endpoint = find(name);
    String type = endpoint.path("type").asString("").toLowerCase(Locale.ROOT);
    if (!type.endsWith("/" + kind.toLowerCase(Locale.ROOT))) {
      return Response.error(404, "ResourceNotFound", "No " + kind + " " + name + ".");
    }
    int weight = change.path("weight").asInt(1);
    if (weight < 1 || weight > 1000) {
      return Response.error(400, "BadRequest", "The weight must be from 1 to 1000.");
    }
    if (!STATUSES.contains(change.path("endpointStatus").asString("Enabled"))) {
      return Response.error(400, "BadRequest", "endpointStatus must be Enabled or Disabled.");
    }
    for (int i = 0; i < behind; i++) {
      old.add(profile.deepCopy());
    }
    ObjectNode properties = (ObjectNode) endpoint.path("properties");
    change.properties().forEach(e -> properties.set(e.getKey(), e.getValue()));
    everNobody |= !state().matches(".* [0-9].*");
    return Response.json(200, endpoint)
        .with("x-ms-ratelimit-remaining-subscription-resource-requests", "249");
  }

  private JsonNode find(String name) {
    for (JsonNode e : profile.path("properties").path("endpoints")) {
      if (e.path("name").asString().equalsIgnoreCase(name)) {
        return e;
      }
    }
    return FakeAzure.JSON.createObjectNode();
  }
}
