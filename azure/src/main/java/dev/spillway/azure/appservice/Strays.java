package dev.spillway.azure.appservice;

import dev.spillway.azure.client.CommonOperations;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What bears our marks in the resource group under names that are none of the present ones: left by
 * a configuration that was changed. The list may lag behind what is, so it is not asked for what
 * has a name.
 */
final class Strays {
  private final Place place;

  Strays(Place place) {
    this.place = place;
  }

  List<String> find() throws AdapterException {
    Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    named.add(place.settings().site());
    named.add(place.settings().site() + "/" + Spot.SLOT_NAME);
    named.add(place.settings().site() + "-host"); // a certificate is not billed
    for (int i = 0; i < place.settings().regions().size(); i++) {
      named.add(place.settings().plan(i));
    }
    String filter =
        "tagName eq '" + Owner.SITE_TAG + "' and tagValue eq '" + place.owner().site() + "'";
    JsonNode body =
        place
            .send(place.call(CommonOperations.GROUP_RESOURCES).query("$filter", filter))
            .orThrow("cannot list the resources of " + place.settings().group())
            .body();
    List<String> all = new ArrayList<>();
    for (JsonNode one : body.path("value")) {
      String name = one.path("name").asString("");
      if (place.owner().owns(one) && !named.contains(name)) {
        all.add(one.path("type").asString("") + " " + name);
      }
    }
    return all;
  }
}
