package dev.spillway.azure.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Azure DNS with one zone: etags that change with each write, the conditions of both kinds, flat
 * errors as the real service sends them, and reads that can be behind the last write.
 */
public final class FakeDns implements Provider {
  private static final String PATH =
      "/+subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft.Network"
          + "/dnsZones/([^/]+)/([A-Za-z]+)/([^/]+)";

  private static final String PROVIDER = "/+subscriptions/[^/]+/providers/Microsoft.Network";

  private final String zone;
  private final Map<String, ObjectNode> sets = new TreeMap<>();
  private final Map<String, Deque<Optional<ObjectNode>>> old = new HashMap<>();
  private int behind;
  private boolean everEmpty;

  public FakeDns(String zone) {
    this.zone = zone;
  }

  /** Each write is seen after so many reads of its record set only. */
  public synchronized void behind(int reads) {
    behind = reads;
    if (reads == 0) {
      old.clear();
    }
  }

  /** Some other client of the zone, such as a person at the portal; metadata stay as they are. */
  public synchronized void somebodySets(String type, String name, String... addresses) {
    ObjectNode set = sets.computeIfAbsent(type + "/" + name, k -> fresh(type, name));
    ObjectNode properties = set.withObject("/properties");
    var records = properties.putArray(type + "Records");
    for (String address : addresses) {
      records.addObject().put(type.equals("A") ? "ipv4Address" : "ipv6Address", address);
    }
    properties.put("TTL", properties.path("TTL").asLong(20));
    version(set);
  }

  public synchronized void somebodyMarks(String type, String name, String key, String value) {
    ObjectNode set = sets.computeIfAbsent(type + "/" + name, k -> fresh(type, name));
    set.withObject("/properties/metadata").put(key, value);
    version(set);
  }

  public synchronized void somebodyRemoves(String type, String name) {
    sets.remove(type + "/" + name);
  }

  /** Such as {@code A/www [203.0.113.10] hq #3}. */
  public synchronized String state() {
    StringBuilder text = new StringBuilder();
    sets.forEach((key, set) -> {
      JsonNode p = set.path("properties");
      String type = key.substring(0, key.indexOf('/'));
      text.append(text.isEmpty() ? "" : ", ").append(key).append(' ');
      text.append(
          p.path(type + "Records")
              .valueStream()
              .map(r -> r.path(type.equals("A") ? "ipv4Address" : "ipv6Address").asString())
              .toList());
      JsonNode data = p.path("metadata");
      text.append(' ').append(data.path("spillway-site").asString("nobody"));
      text.append(" #").append(data.path("spillway-number").asString("-"));
    });
    return text.toString();
  }

  public synchronized JsonNode set(String type, String name) {
    ObjectNode set = sets.get(type + "/" + name);
    return set == null ? FakeAzure.JSON.createObjectNode() : set.deepCopy();
  }

  /** Whether at any time after a first write no record set was left. */
  public synchronized boolean everEmpty() {
    return everEmpty;
  }

  private ObjectNode fresh(String type, String name) {
    ObjectNode set = FakeAzure.JSON.createObjectNode();
    set.put("id", id(type, name))
        .put("name", name)
        .put("type", "Microsoft.Network/dnszones/" + type);
    set.putObject("properties");
    return set;
  }

  private String id(String type, String name) {
    return "/subscriptions/"
        + FakeAzure.SUBSCRIPTION
        + "/resourceGroups/shop/providers/Microsoft.Network/dnszones/"
        + zone
        + "/"
        + type
        + "/"
        + name;
  }

  private static void version(ObjectNode set) {
    set.put("etag", UUID.randomUUID().toString());
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches() || request.is("GET", PROVIDER);
  }

  @Override
  public synchronized Response answer(Request request) {
    if (request.is("GET", PROVIDER)) {
      return versions();
    }
    Matcher path = request.matches(PATH);
    if (!path.matches() || !path.group(3).equalsIgnoreCase(zone)) {
      return flat(404, "ResourceNotFound", "The Resource was not found.");
    }
    String type = path.group(4).toUpperCase(Locale.ROOT);
    String key = type + "/" + path.group(5);
    return switch (request.method()) {
      case "GET" -> get(key);
      case "PUT" -> put(request, type, path.group(5), key);
      case "DELETE" -> delete(request, key);
      default -> flat(405, "MethodNotAllowed", request.method());
    };
  }

  /** As a Hub has it. */
  private static Response versions() {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("namespace", "Microsoft.Network").put("registrationState", "Registered");
    ObjectNode type = body.putArray("resourceTypes").addObject().put("resourceType", "dnsZones");
    type.putArray("apiVersions").add("2016-04-01").add("2015-05-04-preview");
    return Response.json(200, body);
  }

  private Response get(String key) {
    Deque<Optional<ObjectNode>> before = old.getOrDefault(key, new ArrayDeque<>());
    ObjectNode set = before.isEmpty() ? sets.get(key) : before.pop().orElse(null);
    return set == null
        ? flat(404, "NotFound", "The resource record '" + key + "' does not exist.")
        : Response.json(200, set).with("ETag", set.path("etag").asString());
  }

  private Response put(Request request, String type, String name, String key) {
    ObjectNode there = sets.get(key);
    if (conflicts(request, there)) {
      return flat(412, "PreconditionFailed", "The condition is not met.");
    }
    remember(key, there);
    ObjectNode set = fresh(type, name);
    ObjectNode properties = (ObjectNode) request.json().path("properties");
    set.set("properties", properties.deepCopy());
    ((ObjectNode) set.path("properties"))
        .put("fqdn", name + "." + zone + ".")
        .put("provisioningState", "Succeeded")
        .putObject("targetResource");
    if (request.apiVersion().equals("2016-04-01")) {
      ((ObjectNode) set.path("properties")).remove("targetResource");
      ((ObjectNode) set.path("properties")).remove("fqdn");
      ((ObjectNode) set.path("properties")).remove("provisioningState");
    }
    version(set);
    sets.put(key, set);
    return Response.json(there == null ? 201 : 200, set).with("ETag", set.path("etag").asString());
  }

  private Response delete(Request request, String key) {
    ObjectNode there = sets.get(key);
    if (there == null) {
      return Response.empty(204);
    }
    if (conflicts(request, there)) {
      return flat(412, "PreconditionFailed", "The condition is not met.");
    }
    remember(key, there);
    sets.remove(key);
    everEmpty |= sets.isEmpty();
    return Response.empty(200);
  }

  private static boolean conflicts(Request request, @Nullable ObjectNode there) {
    String match = request.header("if-match");
    boolean changed =
        !match.isEmpty() && (there == null || !there.path("etag").asString().equals(match));
    return changed || (request.header("if-none-match").equals("*") && there != null);
  }

  private void remember(String key, @Nullable ObjectNode there) {
    for (int i = 0; i < behind; i++) {
      old.computeIfAbsent(key, k -> new ArrayDeque<>())
          .add(Optional.ofNullable(there).map(ObjectNode::deepCopy));
    }
  }

  private static Response flat(int status, String code, String message) {
    return Response.json(
        status, FakeAzure.JSON.createObjectNode().put("code", code).put("message", message));
  }
}
