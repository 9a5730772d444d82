package dev.spillway.azure.fake;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the one client may do in each resource group. */
public final class FakePermissions implements Provider {
  private static final String PATH =
      "/+subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Authorization/permissions";

  private volatile List<String> actions = List.of("*");
  private volatile List<String> notActions = List.of();

  /** From now on these only. */
  public void allow(List<String> now, List<String> except) {
    actions = List.copyOf(now);
    notActions = List.copyOf(except);
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches();
  }

  @Override
  public Response answer(Request request) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    ObjectNode one = value.addObject();
    actions.forEach(one.putArray("actions")::add);
    notActions.forEach(one.putArray("notActions")::add);
    return Response.json(200, body);
  }
}
