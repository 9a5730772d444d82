package dev.spillway.azure.containerapps;

import dev.spillway.azure.client.ArmError;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What runs: the replicas of each revision, each with the digest of the jar in the image that its
 * revision names. A revision never changes, and whoever pulls an image by digest checks the bytes;
 * so the orchestrator's word for the image is one for the release.
 */
final class Replicas {
  private final Place place;
  private final Images images;

  Replicas(Place place, Images images) {
    this.place = place;
    this.images = images;
  }

  /**
   * @param ready names of replicas that serve, sorted
   * @param digests by replica, of those that are known
   * @param all replicas that exist, ready or not; these are billed
   * @param trouble what a revision in use says of itself; empty when nothing
   */
  record Seen(List<String> ready, Map<String, Digest> digests, int all, String trouble) {}

  Seen look() throws AdapterException {
    List<String> ready = new ArrayList<>();
    Map<String, Digest> digests = new HashMap<>();
    int all = 0;
    String trouble = "";
    for (JsonNode revision : used()) {
      String error = revision.path("properties").path("provisioningError").asString("");
      trouble = trouble.isEmpty() ? error : trouble;
      List<JsonNode> of = replicas(revision.path("name").asString(""));
      all += of.size();
      for (JsonNode replica : of) {
        if (ready(replica)) {
          ready.add(replica.path("name").asString(""));
        }
      }
      digests(revision, of, digests);
    }
    ready.sort(null);
    digests.keySet().retainAll(ready);
    return new Seen(ready, digests, all, trouble);
  }

  /** Replicas that exist, ready or not; asks the cloud only. */
  int count() throws AdapterException {
    int all = 0;
    for (JsonNode revision : used()) {
      all += replicas(revision.path("name").asString("")).size();
    }
    return all;
  }

  private List<JsonNode> used() throws AdapterException {
    return revisions().stream()
        .filter(r -> {
          JsonNode properties = r.path("properties");
          return properties.path("active").asBoolean(false)
              || properties.path("replicas").asInt(0) > 0;
        })
        .toList();
  }

  private void digests(JsonNode revision, List<JsonNode> of, Map<String, Digest> digests)
      throws AdapterException {
    String image = Body.container(revision).path("image").asString("");
    if (of.stream().anyMatch(Replicas::ready)) {
      images
          .release(image)
          .ifPresent(digest -> of.forEach(r -> digests.put(r.path("name").asString(""), digest)));
    }
  }

  /** Its container answers its probes; without any, that it has started. */
  private static boolean ready(JsonNode replica) {
    for (JsonNode container : replica.path("properties").path("containers")) {
      if (container.path("name").asString("").equals(Body.CONTAINER)) {
        return container.path("ready").asBoolean(false);
      }
    }
    return false;
  }

  /**
   * No revision may run any replica until the app is started again. The version of the interface
   * that is spoken tells it of revisions only.
   */
  boolean stopped() throws AdapterException {
    List<JsonNode> active =
        revisions().stream().filter(r -> r.path("properties").path("active").asBoolean()).toList();
    return !active.isEmpty()
        && active.stream()
            .allMatch(
                r -> r.path("properties").path("runningState").asString("").equals("Stopped"));
  }

  /**
   * Some refusals come after a success, as a word of the revision.
   *
   * @throws AdapterException.Refused when the environment has no room
   */
  void room(JsonNode app) throws AdapterException.Refused, AdapterException {
    String latest = app.path("properties").path("latestRevisionName").asString("");
    for (JsonNode revision : revisions()) {
      if (revision.path("name").asString("").equals(latest)) {
        room(revision.path("properties").path("provisioningError").asString(""));
      }
    }
  }

  private static void room(String trouble) throws AdapterException.Refused {
    if (new ArmError(409, "", trouble).noCapacity()) {
      throw new AdapterException.Refused("the environment has no room: " + trouble);
    }
  }

  private List<JsonNode> revisions() throws AdapterException {
    return place
        .send(place.call(AppOperations.REVISIONS))
        .orThrow("cannot list the revisions of " + place.settings().app())
        .body()
        .path("value")
        .valueStream()
        .toList();
  }

  private List<JsonNode> replicas(String revision) throws AdapterException {
    return place
        .send(place.call(AppOperations.REPLICAS, "revision", revision))
        .orThrow("cannot list the replicas of " + revision)
        .body()
        .path("value")
        .valueStream()
        .toList();
  }
}
