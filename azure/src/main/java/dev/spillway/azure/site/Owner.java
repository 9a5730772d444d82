package dev.spillway.azure.site;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tags by which a controller knows what is its own, and leaves alone what is not. */
public record Owner(String owner, String app, String site) {
  public static final String SITE_TAG = "spillway-site";

  public static Owner of(AdapterContext context) {
    return new Owner(context.owner(), context.app(), context.site());
  }

  /** By name. */
  public Map<String, String> tags() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spillway-owner", owner);
    all.put("spillway-app", app);
    all.put(SITE_TAG, site);
    return all;
  }

  public void mark(ObjectNode resource) {
    ObjectNode tags = resource.withObjectProperty("tags");
    tags().forEach(tags::put);
  }

  public boolean owns(JsonNode resource) {
    return tags().entrySet().stream()
        .allMatch(t -> resource.path("tags").path(t.getKey()).asString("").equals(t.getValue()));
  }

  /**
   * @param what for people
   * @throws AdapterException.Invalid when it is another's
   */
  public void check(JsonNode resource, String what) throws AdapterException.Invalid {
    if (!owns(resource)) {
      JsonNode tags = resource.path("tags");
      String whose = tags.path("spillway-owner").asString("nobody of Spillway's");
      throw new AdapterException.Invalid(
          what
              + " exists and is not this controller's ("
              + owner
              + ") but "
              + whose
              + ": choose another name, or remove it by hand");
    }
  }
}
