package dev.spillway.azure.appservice;

import dev.spillway.core.AdapterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings that a site's instances see. The call that writes them replaces all, so what others
 * set is read first and kept; one setting names those that are ours, so that one that is no longer
 * wanted goes. Values are secrets: they are sent and never shown.
 */
final class SiteSettings {
  /** Names of the settings that are ours. */
  static final String OURS = "SPILLWAY_SETTINGS";

  private final Place place;
  private final Spot spot;

  SiteSettings(Place place, Spot spot) {
    this.place = place;
    this.spot = spot;
  }

  /**
   * @return true when something was written, which restarts the site
   */
  boolean ensure(Map<String, String> wanted) throws AdapterException {
    Map<String, String> there = read();
    return write(there, merge(there, wanted));
  }

  /** All that are there, by name. */
  Map<String, String> read() throws AdapterException {
    JsonNode body =
        place
            .send(place.call(spot.settingsList()))
            .orThrow("cannot read the settings of the " + name())
            .body();
    Map<String, String> there = new TreeMap<>();
    body.path("properties")
        .properties()
        .forEach(p -> there.put(p.getKey(), p.getValue().asString("")));
    return there;
  }

  /**
   * @return true when something was written
   */
  boolean write(Map<String, String> there, Map<String, String> next) throws AdapterException {
    if (next.equals(there)) {
      return false;
    }
    ObjectNode put = Place.object();
    ObjectNode properties = put.putObject("properties");
    next.forEach(properties::put);
    place
        .send(place.call(spot.settingsPut()).body(put))
        .orThrow("cannot write the settings of the " + name());
    return true;
  }

  private String name() {
    return spot.title() + " " + place.settings().site();
  }

  /** Pure. */
  static Map<String, String> merge(Map<String, String> there, Map<String, String> wanted) {
    Map<String, String> ours = new LinkedHashMap<>(new TreeMap<>(wanted));
    // The package is mounted read-only: no half-copied tree, no comparison of time stamps.
    ours.put("WEBSITE_RUN_FROM_PACKAGE", "1");
    Map<String, String> next = new TreeMap<>(there);
    List.of(there.getOrDefault(OURS, "").split(",")).forEach(next::remove);
    next.putAll(ours);
    next.put(OURS, String.join(",", new TreeMap<>(ours).keySet()));
    return next;
  }
}
