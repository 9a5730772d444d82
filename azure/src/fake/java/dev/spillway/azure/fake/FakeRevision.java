package dev.spillway.azure.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One version of an app's template, which never changes, and the replicas that run it. */
final class FakeRevision {
  final String name;
  final JsonNode template;
  final List<FakeReplica> replicas = new ArrayList<>();
  boolean active = true;
  boolean stopped;
  private @Nullable String error;
  private int made;

  FakeRevision(String name, JsonNode template) {
    this.name = name;
    this.template = template.deepCopy();
  }

  int wanted() {
    return active && !stopped ? template.at("/scale/minReplicas").asInt(0) : 0;
  }

  String image() {
    return template.at("/containers/0/image").asString("");
  }

  void fails(String why) {
    error = why;
  }

  boolean failed() {
    return error != null;
  }

  /** Replicas start or end until there are as many as wanted. */
  void scale(FakeImages.@Nullable Image image, Map<String, String> env, java.nio.file.Path folder) {
    while (replicas.size() > wanted()) {
      replicas.removeLast().stop();
    }
    while (image != null && replicas.size() < wanted()) {
      replicas.add(new FakeReplica(name + "-" + ++made, image, env, folder));
    }
  }

  List<FakeReplica> ready() {
    return replicas.stream().filter(FakeReplica::ready).toList();
  }

  boolean complete() {
    return !failed() && ready().size() >= Math.max(1, wanted());
  }

  ObjectNode described(String app) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("id", app + "/revisions/" + name).put("name", name);
    body.put("type", "Microsoft.App/containerApps/revisions");
    ObjectNode properties = body.putObject("properties");
    properties.put("createdTime", "2026-11-22T10:00:00Z").put("active", active);
    properties.put("replicas", replicas.size()).put("trafficWeight", active ? 100 : 0);
    String why = error;
    if (why != null) {
      properties.put("provisioningError", why);
    }
    properties.put("provisioningState", why == null ? "Provisioned" : "Failed");
    properties.put("healthState", complete() ? "Healthy" : "None");
    properties.put("runningState", state());
    properties.set("template", template);
    return body;
  }

  private String state() {
    if (stopped || !active) {
      return "Stopped";
    }
    return failed() ? "Failed" : complete() ? "Running" : "Processing";
  }

  ArrayNode listed(String app) {
    ArrayNode all = FakeAzure.JSON.createArrayNode();
    for (FakeReplica replica : replicas) {
      ObjectNode one = all.addObject();
      one.put("id", app + "/revisions/" + name + "/replicas/" + replica.name);
      one.put("name", replica.name).put("type", "Microsoft.App/containerApps/revisions/replicas");
      ObjectNode properties = one.putObject("properties");
      properties.put("createdTime", "2026-11-22T10:00:00Z");
      properties.put("runningState", replica.runs() ? "Running" : "NotRunning");
      ObjectNode container = properties.putArray("containers").addObject();
      container.put("name", template.at("/containers/0/name").asString(""));
      container.put("containerId", "containerd://" + replica.name);
      container.put("ready", replica.ready()).put("started", replica.runs());
      container.put("restartCount", 0);
    }
    return all;
  }
}
