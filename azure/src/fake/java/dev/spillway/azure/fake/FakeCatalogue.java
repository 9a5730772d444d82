package dev.spillway.azure.fake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What App Service tells of itself: which names are free, which regions have which sizes, how many
 * cores the subscription uses and may use.
 */
public final class FakeCatalogue implements Provider {
  private static final String PATH = "/+subscriptions/[^/]+/providers/Microsoft.Web/";
  private static final String USAGES = PATH + "locations/([^/]+)/usages";

  /** By tier: where it is offered, as people write regions. */
  public final Map<String, List<String>> regions =
      new ConcurrentHashMap<>(
          Map.of(
              "PremiumV3", List.of("West Europe", "North Europe"),
              "Standard", List.of("West Europe", "North Europe", "East US")));

  /** By region: cores that may be used; 250 for one that is not here, of which 55 are used. */
  public final Map<String, Integer> cores = new ConcurrentHashMap<>();

  private final FakeAppService service;

  FakeCatalogue(FakeAppService service) {
    this.service = service;
  }

  @Override
  public boolean handles(Request request) {
    return request.is("POST", PATH + "checknameavailability")
        || request.is("GET", PATH + "geoRegions")
        || request.matches(USAGES).matches();
  }

  @Override
  public Response answer(Request request) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    if (request.method().equals("POST")) {
      String name = request.json().path("name").asString("");
      boolean free = !service.taken.contains(name) && !service.resources().contains("site " + name);
      body.put("nameAvailable", free);
      if (!free) {
        body.put("reason", "AlreadyExists");
        body.put("message", "Hostname '" + name + "' already exists. Please select another.");
      }
      return Response.json(200, body);
    }
    ArrayNode value = body.putArray("value");
    Matcher usages = request.matches(USAGES);
    if (usages.matches()) {
      ObjectNode one = value.addObject().put("unit", "Core Count").put("currentValue", 55);
      one.put("limit", cores.getOrDefault(usages.group(1), 250));
      String name = "Cores usage in " + usages.group(1);
      one.putObject("name").put("value", name).put("localizedValue", name);
      return Response.json(200, body);
    }
    for (String name : regions.getOrDefault(request.query().getOrDefault("sku", ""), List.of())) {
      value.addObject().put("name", name).put("type", "Microsoft.Web/geoRegions");
    }
    return Response.json(200, body);
  }
}
