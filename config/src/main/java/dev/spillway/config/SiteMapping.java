package dev.spillway.config;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Role;
import dev.spillway.core.Site;
import dev.spillway.core.Units;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A checked site to a {@link Site}. */
final class SiteMapping {
  private SiteMapping() {}

  static Site site(Document file, String name, JsonNode site) {
    Role role = Role.valueOf(Read.need(site, "role").toUpperCase(Locale.ROOT));
    boolean home = role == Role.PRIVATE;
    JsonNode instance = site.path("instance");
    JsonNode carrier = home ? site : instance;
    JsonNode count = home ? site.path("instances") : instance.path("max");
    return new Site(
        name,
        role,
        Read.texts(site.path("addresses")),
        Units.capacity(Read.need(carrier, "capacity")),
        Units.learns(Read.need(carrier, "capacity")),
        count.isNumber() ? count.intValue() : 1,
        Read.text(instance, "cost").map(text -> Units.money(text, "h")).orElse(null),
        Read.text(instance, "billed-for").map(Units::duration).orElse(Duration.ZERO),
        IdleLevel.valueOf(Read.text(site, "idle").orElse("zero").toUpperCase(Locale.ROOT)),
        adapter(site.path("platform")),
        site.path("signals").valueStream().map(SiteMapping::adapter).toList(),
        site.has("gateway") ? adapter(site.path("gateway")) : null,
        settings(file, name, site.path("settings")));
  }

  static AdapterSpec adapter(JsonNode tree) {
    ObjectNode settings = (ObjectNode) tree.deepCopy();
    settings.remove("type");
    Map<String, Object> plain = new LinkedHashMap<>();
    settings.properties().forEach(e -> plain.put(e.getKey(), plain(e.getValue())));
    return new AdapterSpec(Read.need(tree, "type"), plain);
  }

  private static Object plain(JsonNode value) {
    return Schemas.JSON.treeToValue(value, Object.class);
  }

  /** Numbers and words keep the very characters of the file: 1.10 stays 1.10. */
  private static Map<String, String> settings(Document file, String site, JsonNode settings) {
    String pointer = Document.child("/sites", site) + "/settings";
    Map<String, String> out = new LinkedHashMap<>();
    settings
        .propertyNames()
        .forEach(key -> out.put(key, file.spot(Document.child(pointer, key)).text()));
    return out;
  }
}
