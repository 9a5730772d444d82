package dev.spillway.azure.fake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What App Service tells of itself: which names are free, which regions have which sizes. */
public final class FakeCatalogue implements Provider {
  private static final String PATH = "/+subscriptions/[^/]+/providers/Microsoft.Web/";

  /** By tier: where it is offered, as people write regions. */
  public final Map<String, List<String>> regions =
      new ConcurrentHashMap<>(
          Map.of(
              "PremiumV3", List.of("West Europe", "North Europe"),
              "Standard", List.of("West Europe", "North Europe", "East US")));

  private final FakeAppService service;

  FakeCatalogue(FakeAppService service) {
    this.service = service;
  }

  @Override
  public boolean handles(Request request) {
    return request.is("POST", PATH + "checknameavailability")
        || request.is("GET", PATH + "geoRegions");
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
    for (String name : regions.getOrDefault(request.query().getOrDefault("sku", ""), List.of())) {
      value.addObject().put("name", name).put("type", "Microsoft.Web/geoRegions");
    }
    return Response.json(200, body);
  }
}
