package dev.spillway.config;

import dev.spillway.core.Units;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Takes plain values out of a tree. Those that return an Optional forgive what is not there. */
final class Read {
  private Read() {}

  static Optional<String> text(JsonNode tree, String key) {
    JsonNode value = tree.path(key);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /** For checked trees only. */
  static String need(JsonNode tree, String key) {
    return text(tree, key)
        .orElseThrow(
            () -> new IllegalStateException("the schema lets no file pass without " + key));
  }

  static Duration duration(JsonNode tree, String key) {
    return Units.duration(need(tree, key));
  }

  static double fraction(JsonNode tree, String key) {
    return Units.fraction(need(tree, key));
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
  }

  /** The text at a key when it has this form; for checks of files that may hold mistakes. */
  static Optional<String> formed(JsonNode tree, String key, Form form) {
    return text(tree, key).filter(form::fits);
  }
}
