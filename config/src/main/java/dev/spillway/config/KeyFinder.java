package dev.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Looks up keys in a schema: what may stand at a place, and where else a key may stand. */
final class KeyFinder {
  private final Schema schema;

  KeyFinder(Schema schema) {
    this.schema = schema;
  }

  /** The schema of a key of the mapping at this place, through role and type. */
  JsonNode find(JsonNode tree, String pointer, String key) {
    JsonNode at = schema.root();
    JsonNode value = tree;
    List<JsonNode> applying = schema.applying(at, value);
    for (String step : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String name = Document.key("/" + step);
      JsonNode child = value.isArray() ? items(applying) : property(applying, name);
      value = value.at("/" + step);
      applying = schema.applying(child, value);
    }
    return property(applying, key);
  }

  private static JsonNode items(List<JsonNode> applying) {
    return applying.getFirst().path("items");
  }

  private static JsonNode property(List<JsonNode> applying, String key) {
    Optional<JsonNode> known =
        applying.stream()
            .map(one -> one.path("properties").path(key))
            .filter(JsonNode::isObject)
            .findFirst();
    return known.orElseGet(() -> applying.getFirst().path("additionalProperties"));
  }

  /** Where else a key may stand, such as {@code policy} for {@code hold}. */
  List<String> homes(String key) {
    List<String> homes = new ArrayList<>();
    collect(key.toLowerCase(Locale.ROOT), "", schema.root(), homes, 0);
    return homes.stream().distinct().toList();
  }

  private void collect(String key, String path, JsonNode at, List<String> homes, int depth) {
    JsonNode here = schema.follow(at);
    if (depth > 8) {
      return;
    }
    for (Map.Entry<String, JsonNode> e : here.path("properties").properties()) {
      if (e.getKey().equals(key)) {
        homes.add(path.isEmpty() ? "the top of the file" : path);
      }
      collect(key, Document.join(path, e.getKey()), e.getValue(), homes, depth + 1);
    }
    for (JsonNode choice : here.path("allOf")) {
      collect(key, path, choice.path("then"), homes, depth + 1);
    }
    JsonNode rest = here.path("additionalProperties");
    if (rest.isObject()) {
      collect(key, path + ".<name>", rest, homes, depth + 1);
    }
    if (here.has("items")) {
      collect(key, path + "[]", here.get("items"), homes, depth + 1);
    }
  }
}
