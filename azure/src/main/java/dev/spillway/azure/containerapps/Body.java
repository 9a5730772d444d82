package dev.spillway.azure.containerapps;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is sent of an app: the whole when it is made; later, as a merge patch, what is to become
 * another. A list in a patch replaces the list that was there, so what others put into it is sent
 * along. Pure.
 */
final class Body {
  /** Name of our container. */
  static final String CONTAINER = "app";

  /** Name of the secret that pulls images. */
  static final String REGISTRY_SECRET = "registry-password";

  /** Old revisions that are kept; each change makes one, and the list of them shall be short. */
  private static final int INACTIVE = 5;

  private static final JsonNode NOTHING = JsonNodeFactory.instance.arrayNode();

  private Body() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * An app that is to be made.
   *
   * @param others see {@link SealedSettings#merge}
   */
  static ObjectNode whole(
      Place place, Environment around, Wanted wanted, Map<String, String> others) {
    ContainerAppsSettings settings = place.settings();
    ObjectNode body = object().put("location", around.location());
    place.owner().mark(body);
    String identity = settings.shelf().identity();
    if (!identity.isEmpty()) {
      body.putObject("identity")
          .put("type", "UserAssigned")
          .putObject("userAssignedIdentities")
          .putObject(identity);
    }
    ObjectNode properties = body.putObject("properties").put("environmentId", around.id());
    if (!settings.profile().isEmpty()) {
      properties.put("workloadProfileName", settings.profile());
    }
    SealedSettings sealed = SealedSettings.merge(NOTHING, NOTHING, wanted.known(settings), others);
    ObjectNode configuration =
        properties
            .putObject("configuration")
            .put("activeRevisionsMode", "Single")
            .put("maxInactiveRevisions", INACTIVE);
    configuration.set("secrets", sealed.secrets());
    configuration.set("registries", registries(settings.shelf(), NOTHING));
    configuration
        .putObject("ingress")
        .put("external", true)
        .put("transport", "auto")
        .put("targetPort", settings.targetPort())
        .put("allowInsecure", settings.certificate() == null);
    ObjectNode template = properties.putObject("template");
    ObjectNode container = template.putArray("containers").addObject();
    container.put("name", CONTAINER).put("image", wanted.image());
    container.putObject("resources").put("cpu", settings.cpu()).put("memory", settings.memory());
    container.set("env", sealed.env());
    scale(template, wanted.replicas());
    return body;
  }

  /** As many replicas as are asked for, and the cloud chooses none itself. */
  private static void scale(ObjectNode template, int replicas) {
    template.putObject("scale").put("minReplicas", replicas).put("maxReplicas", replicas);
  }

  /**
   * @param secrets with values; null when settings shall stay as they are
   * @return empty when the app is as it should be
   */
  static ObjectNode patch(
      JsonNode there,
      Wanted wanted,
      @Nullable JsonNode secrets,
      ContainerAppsSettings settings,
      Map<String, String> others) {
    JsonNode properties = there.path("properties");
    JsonNode container = container(there);
    ObjectNode patch = object();
    ObjectNode renewed = container.isObject() ? (ObjectNode) container.deepCopy() : object();
    if (!wanted.image().isEmpty()) {
      renewed.put("name", CONTAINER).put("image", wanted.image());
    }
    if (secrets != null) {
      JsonNode env = container.path("env");
      SealedSettings sealed = SealedSettings.merge(env, secrets, wanted.known(settings), others);
      if (!sealed.same()) {
        renewed.set("env", sealed.env());
        ObjectNode configuration =
            patch.withObjectProperty("properties").withObjectProperty("configuration");
        configuration.set("secrets", sealed.secrets());
        JsonNode registries = properties.path("configuration").path("registries");
        configuration.set("registries", registries(settings.shelf(), registries));
      }
    }
    JsonNode template = properties.path("template");
    if (!renewed.equals(container)) {
      template(patch).set("containers", containers(template.path("containers"), renewed));
    }
    JsonNode scale = template.path("scale");
    boolean same =
        scale.path("minReplicas").asInt(0) == wanted.replicas()
            && scale.path("maxReplicas").asInt(0) == wanted.replicas();
    if (!same) {
      scale(template(patch), wanted.replicas());
    }
    return patch;
  }

  private static ObjectNode template(ObjectNode patch) {
    return patch.withObjectProperty("properties").withObjectProperty("template");
  }

  /** Ours; missing when there is none. */
  static JsonNode container(JsonNode app) {
    JsonNode all = app.path("properties").path("template").path("containers");
    for (JsonNode one : all) {
      if (one.path("name").asString("").equals(CONTAINER)) {
        return one;
      }
    }
    return all.path(-1);
  }

  private static ArrayNode containers(JsonNode there, ObjectNode ours) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    there.forEach(c -> {
      if (!c.path("name").asString("").equals(CONTAINER)) {
        all.add(c);
      }
    });
    return all.add(ours);
  }

  private static ArrayNode registries(Shelf shelf, JsonNode there) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    there.forEach(r -> {
      if (!r.path("server").asString("").equals(shelf.server())) {
        all.add(r);
      }
    });
    if (!shelf.identity().isEmpty()) {
      all.addObject().put("server", shelf.server()).put("identity", shelf.identity());
    } else if (shelf.signsIn()) {
      all.addObject()
          .put("server", shelf.server())
          .put("username", shelf.user())
          .put("passwordSecretRef", REGISTRY_SECRET);
    }
    return all;
  }
}
