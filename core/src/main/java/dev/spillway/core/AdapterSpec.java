package dev.spillway.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a user wrote for one adapter: its type, and its own settings as the tree that the file held.
 * The configuration has checked the tree against the adapter's schema, so the typed getters here
 * fail only on a mistake in that schema.
 *
 * @param type the name that the adapter registered, such as {@code local} or {@code dns}
 * @param settings text, numbers, booleans, lists and maps, in the file's order
 */
public record AdapterSpec(String type, Map<String, Object> settings) {
  public AdapterSpec {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(settings.get(key)).map(Object::toString);
  }

  public Optional<Integer> number(String key) {
    return Optional.ofNullable((Number) settings.get(key)).map(Number::intValue);
  }

  /** A text or a list of texts; empty when the key is absent. */
  public List<String> texts(String key) {
    Object value = settings.get(key);
    if (value instanceof List<?> list) {
      return list.stream().map(Objects::toString).toList();
    }
    return value == null ? List.of() : List.of(value.toString());
  }
}
