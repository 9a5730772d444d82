package dev.spillway.azure.containerapps;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.site.Fence;
import dev.spillway.core.AdapterException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The container app: made, changed by merge patches that carry the fence's mark, removed. */
final class Apps {
  private final Place place;
  private final Fence fence;
  private final Replicas replicas;

  Apps(Place place, Fence fence, Replicas replicas) {
    this.place = place;
    this.fence = fence;
    this.replicas = replicas;
  }

  private String name() {
    return place.settings().app();
  }

  Optional<JsonNode> find() throws AdapterException {
    ArmAnswer answer = place.send(place.call(AppOperations.APP_GET));
    return answer.missing()
        ? Optional.empty()
        : Optional.of(answer.orThrow("cannot read the container app " + name()).body());
  }

  /** The one that exists and is ours. */
  Optional<JsonNode> ours() throws AdapterException {
    return find().filter(place.owner()::owns);
  }

  /** It is another controller's, by its marks; known before this one has marked it. */
  boolean strange(JsonNode app) {
    return fence.strange(app);
  }

  /**
   * Makes the app, or changes it until it is as wanted, and wakes it.
   *
   * @return the app as it was read after the change
   * @throws AdapterException.Refused when the environment has no room for so many replicas
   */
  JsonNode ensure(Environment around, Wanted wanted) throws AdapterException {
    Optional<JsonNode> there = find();
    if (there.isPresent()) {
      place.owner().check(there.get(), "the container app " + name());
    }
    fence.check(there.stream().toList());
    JsonNode app = there.isPresent() ? update(there.get(), wanted) : create(around, wanted);
    wake();
    replicas.room(app);
    return app;
  }

  private JsonNode create(Environment around, Wanted wanted) throws AdapterException {
    if (wanted.image().isEmpty() || wanted.settings() == null) {
      throw new AdapterException.Invalid(
          "the container app "
              + name()
              + " is gone, and its release or its settings are not known: start it anew");
    }
    ObjectNode body = Body.whole(place, around, wanted, others());
    fence.mark(body);
    try {
      place.run(
          place.call(AppOperations.APP_PUT).body(body), "cannot make the container app " + name());
      return read();
    } catch (AdapterException.Refused e) {
      mayChange();
      remove();
      throw e;
    }
  }

  private JsonNode update(JsonNode there, Wanted wanted) throws AdapterException {
    JsonNode secrets = wanted.settings() == null ? null : secrets();
    ObjectNode patch = Body.patch(there, wanted, secrets, place.settings(), others());
    return patch.isEmpty() && fence.marked(there)
        ? there
        : change(there, patch, "cannot change the container app " + name());
  }

  /**
   * @param there as it was just read
   * @param patch what is to be another
   * @return the app as it is then
   */
  JsonNode change(JsonNode there, ObjectNode patch, String what) throws AdapterException {
    send(there, patch).orThrow(what);
    return read();
  }

  /** The answer, good or not, once the change is over. */
  ArmAnswer send(JsonNode there, ObjectNode patch) throws AdapterException {
    patch.set("location", there.path("location"));
    patch.set("tags", there.path("tags").deepCopy());
    fence.mark(patch);
    ArmAnswer answer = place.send(place.call(AppOperations.APP_PATCH).body(patch));
    return answer.good() ? place.access().arm().await(answer) : answer;
  }

  private JsonNode read() throws AdapterException {
    JsonNode app =
        find()
            .orElseThrow(() ->
                new AdapterException.Transient(
                    "the container app " + name() + " is not to be seen yet"));
    place.owner().check(app, "the container app " + name());
    fence.check(List.of(app));
    String state = app.path("properties").path("provisioningState").asString("Succeeded");
    if (state.equals("Failed")) {
      throw new AdapterException.Transient(
          "the container app " + name() + " could not be provisioned");
    }
    return app;
  }

  /** With values, which stay in this process. */
  private JsonNode secrets() throws AdapterException {
    return place
        .send(place.call(AppOperations.SECRETS))
        .orThrow("cannot read the secrets of " + name())
        .body()
        .path("value");
  }

  private Map<String, String> others() throws AdapterException {
    Shelf shelf = place.settings().shelf();
    return shelf.cloudSignsIn() ? Map.of(Body.REGISTRY_SECRET, shelf.secret()) : Map.of();
  }

  /**
   * To be called before anything is removed.
   *
   * @throws AdapterException.Refused when another process is at work here
   */
  void mayChange() throws AdapterException {
    Optional<JsonNode> there = ours();
    fence.check(there.stream().toList());
    if (there.isPresent() && !fence.marked(there.get())) {
      change(there.get(), Body.object(), "cannot mark the container app " + name());
    }
  }

  private void wake() throws AdapterException {
    if (replicas.stopped()) {
      place.run(place.call(AppOperations.APP_START), "cannot start the container app " + name());
    }
  }

  /** No replica runs after it, whatever asks for the app. */
  void stop() throws AdapterException {
    if (ours().isPresent() && !replicas.stopped()) {
      place.run(place.call(AppOperations.APP_STOP), "cannot stop the container app " + name());
    }
  }

  void remove() throws AdapterException {
    if (ours().isEmpty()) {
      return;
    }
    ArmAnswer answer = place.send(place.call(AppOperations.APP_DELETE));
    if (!answer.missing()) {
      place.access().arm().await(answer.orThrow("cannot remove the container app " + name()));
    }
  }
}
