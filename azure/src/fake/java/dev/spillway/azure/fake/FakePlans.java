package dev.spillway.azure.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans: machines that are billed. All sites and slots of a plan run on all of its machines. Guarded
 * by the service.
 */
final class FakePlans {
  private final FakeAppService service;
  private final Map<String, ObjectNode> plans = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, List<String>> machines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private int made;

  FakePlans(FakeAppService service) {
    this.service = service;
  }

  List<ObjectNode> all() {
    return List.copyOf(plans.values());
  }

  /** By the names that the platform gives them. */
  List<String> machines(String plan) {
    return List.copyOf(machines.getOrDefault(plan, List.of()));
  }

  /** That a site's description names. */
  @Nullable ObjectNode of(JsonNode site) {
    String farm = site.path("properties").path("serverFarmId").asString("");
    return plans.get(farm.substring(farm.lastIndexOf('/') + 1));
  }

  @Nullable ObjectNode named(String plan) {
    return plans.get(plan);
  }

  /** The machine that was made first fails. */
  void loseFirst(String plan) {
    machines.getOrDefault(plan, new ArrayList<>()).removeFirst();
    service.on(plan).forEach(s -> s.scaleAll(machines(plan)));
  }

  /** Another machine in the place of one that failed. */
  void replaceLost(String plan) {
    machines.getOrDefault(plan, new ArrayList<>()).add(machine(plan));
    service.on(plan).forEach(s -> s.scaleAll(machines(plan)));
  }

  private String machine(String plan) {
    return plan.hashCode() + "-w" + ++made;
  }

  Response answer(Request r, String name) {
    ObjectNode there = plans.get(name);
    if (r.path().endsWith("/sites")) {
      ObjectNode body = FakeAppService.object();
      ArrayNode on = body.putArray("value");
      service.on(name).forEach(s -> on.add(s.body()));
      return Response.json(200, body);
    }
    return switch (r.method()) {
      case "GET" -> there == null ? FakeAppService.missing(name) : Response.json(200, there);
      case "PUT" -> put(r, name, there);
      case "DELETE" -> delete(name);
      default -> Response.empty(405);
    };
  }

  private Response put(Request r, String name, @Nullable ObjectNode there) {
    JsonNode asked = r.json();
    int wanted = asked.path("sku").path("capacity").asInt(1);
    int had = there == null ? 0 : there.path("sku").path("capacity").asInt(0);
    String region = asked.path("location").asString("");
    if (service.nowhere.contains(region)) {
      return Response.error(
          400,
          "LocationNotAvailableForResourceType",
          "The provided location '" + region + "' is not available for resource type"
              + " 'Microsoft.Web/serverfarms'.");
    }
    Integer room = service.free.get(region);
    String size = region + " " + asked.at("/sku/name").asString("");
    boolean soldOut = wanted > had && service.soldOut.contains(size);
    if (soldOut || (room != null && wanted - had > room)) {
      return Response.error(
          409,
          "Conflict",
          "No available instances to satisfy this request. App Service is attempting to increase"
              + " capacity. Please retry your request later.");
    }
    if (room != null) {
      service.free.put(region, room - (wanted - had));
    }
    ObjectNode body = FakeAppService.resource(r, asked, name, "Microsoft.Web/serverfarms");
    ObjectNode properties = body.putObject("properties");
    properties.put("provisioningState", "Succeeded").put("status", "Ready");
    properties.put("reserved", asked.path("properties").path("reserved").asBoolean(false));
    properties.put("perSiteScaling", false).put("maximumNumberOfWorkers", 30);
    properties.put("numberOfSites", 0).put("geoRegion", region);
    ObjectNode sku = asked.path("sku").deepCopy().asObject();
    sku.put("tier", tier(sku));
    body.set("sku", sku);
    plans.put(name, body);
    service.bill.hold(name, wanted);
    scale(name, wanted);
    return service.slow ? service.operations.later(r) : Response.json(200, body);
  }

  /** The service names the tier itself. */
  private static String tier(JsonNode sku) {
    String name = sku.path("name").asString("").toUpperCase(Locale.ROOT);
    String said = sku.path("tier").asString("");
    return switch (name.isEmpty() || !said.isEmpty() ? ' ' : name.charAt(0)) {
      case 'F' -> "Free";
      case 'D' -> "Shared";
      case 'B' -> "Basic";
      case 'S' -> "Standard";
      case 'P' -> name.endsWith("V3") ? "PremiumV3" : "PremiumV2";
      default -> said;
    };
  }

  private void scale(String name, int wanted) {
    List<String> all = machines.computeIfAbsent(name, n -> new ArrayList<>());
    while (all.size() > wanted) {
      all.removeLast();
    }
    while (all.size() < wanted) {
      all.add(machine(name));
    }
    service.on(name).forEach(s -> s.scaleAll(machines(name)));
  }

  Response delete(String name) {
    ObjectNode there = plans.get(name);
    if (there == null) {
      return Response.empty(204);
    }
    if (!service.on(name).isEmpty()) {
      return Response.error(
          409,
          "Conflict",
          "Server farm '" + name + "' cannot be deleted because it has web app(s) assigned to it.");
    }
    String region = there.path("location").asString("");
    int had = there.path("sku").path("capacity").asInt(0);
    service.free.computeIfPresent(region, (k, v) -> v + had);
    plans.remove(name);
    machines.remove(name);
    service.bill.hold(name, 0);
    return Response.empty(200);
  }
}
