package dev.spillway.azure.fake;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request to the Resource Manager and its answer. */
public record Exchange(Request request, Response response) {

  /** Asked by one of the official SDKs, as they say of themselves. */
  public boolean foreign() {
    return request.header("user-agent").contains("azsdk-java");
  }

  /** In the form that Microsoft's live validator takes; credentials are left out. */
  public JsonNode live() {
    ObjectNode all = FakeAzure.JSON.createObjectNode();
    ObjectNode asked = all.putObject("liveRequest");
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.remove("authorization");
    put(asked.putObject("headers"), headers);
    asked.put("method", request.method());
    asked.put("url", request.path() + Urls.query(request.query()));
    put(asked.putObject("query"), request.query());
    if (request.body().length > 0) {
      asked.set("body", request.json());
    }
    ObjectNode told = all.putObject("liveResponse");
    told.put("statusCode", Integer.toString(response.status()));
    put(told.putObject("headers"), response.headers());
    if (response.body().length > 0) {
      told.set("body", FakeAzure.JSON.readTree(response.body()));
    }
    return all;
  }

  private static void put(ObjectNode node, Map<String, String> map) {
    new TreeMap<>(map).forEach(node::put);
  }
}
