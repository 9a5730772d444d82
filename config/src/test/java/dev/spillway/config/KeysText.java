package dev.spillway.config;

import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All keys of the base schemas with their defaults, one a line. */
final class KeysText {
  private final StringBuilder out = new StringBuilder();

  static String all() {
    KeysText keys = new KeysText();
    keys.list("app file", Schemas.appTree(TestTypes.ALL));
    keys.list("controller.yaml", Schemas.controllerTree());
    return keys.out.toString();
  }

  private void list(String title, ObjectNode root) {
    out.append(title).append('\n');
    keys("", root, new Schema(root), 0);
  }

  private void keys(String path, JsonNode at, Schema schema, int depth) {
    JsonNode here = schema.follow(at);
    if (depth > 8) {
      return;
    }
    for (Map.Entry<String, JsonNode> e : here.path("properties").properties()) {
      String child = path.isEmpty() ? e.getKey() : path + "." + e.getKey();
      JsonNode value = Objects.requireNonNull(e.getValue()).path("default");
      out.append("  ").append(child).append(value.isMissingNode() ? "" : " = " + value);
      out.append('\n');
      keys(child, e.getValue(), schema, depth + 1);
    }
    if (here.path("additionalProperties").isObject()) {
      keys(path + ".*", here.get("additionalProperties"), schema, depth + 1);
    }
    if (here.has("items")) {
      keys(path + "[]", here.get("items"), schema, depth + 1);
    }
  }
}
