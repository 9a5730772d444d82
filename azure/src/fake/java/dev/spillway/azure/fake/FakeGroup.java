package dev.spillway.azure.fake;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The subscription, and its groups with what is in them; a filter by one tag is understood. */
public final class FakeGroup implements Provider {
  private static final String GROUP = "/+subscriptions/[^/]+/resourceGroups/[^/]+";
  private static final Pattern TAG = Pattern.compile("tagName eq '(.*)' and tagValue eq '(.*)'");

  private final Supplier<List<ObjectNode>> resources;

  public FakeGroup(Supplier<List<ObjectNode>> resources) {
    this.resources = resources;
  }

  @Override
  public boolean handles(Request r) {
    return r.matches("/+subscriptions/[^/]+").matches()
        || r.matches("/+subscriptions/[^/]+/providers/[^/]+").matches()
        || r.matches(GROUP + "(/resources)?").matches();
  }

  @Override
  public Response answer(Request r) {
    if (r.matches(GROUP + "/resources").matches()) {
      return Response.json(200, listed(r.query().getOrDefault("$filter", "")));
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    return r.matches(GROUP).matches()
        ? Response.json(200, body.put("id", r.path()).put("location", "westeurope"))
        : Response.json(200, body.put("subscriptionId", FakeAzure.SUBSCRIPTION));
  }

  private ObjectNode listed(String filter) {
    Matcher tag = TAG.matcher(filter);
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    ArrayNode shown = body.putArray("value");
    for (JsonNode one : resources.get()) {
      tag.reset();
      boolean fits =
          !tag.matches() || one.path("tags").path(tag.group(1)).asString("").equals(tag.group(2));
      if (fits) {
        ObjectNode brief = shown.addObject();
        for (String key : List.of("id", "name", "type", "location", "tags")) {
          brief.set(key, one.path(key));
        }
      }
    }
    return body;
  }
}
