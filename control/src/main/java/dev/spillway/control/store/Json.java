package dev.spillway.control.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of everything that is stored or sent: records by their components and nothing else,
 * times as ISO 8601, absent values as null. A value that is written and read comes back equal,
 * which the replay of decisions relies on.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultVisibility(v ->
              v.withGetterVisibility(Visibility.NONE)
                  .withIsGetterVisibility(Visibility.NONE)
                  .withSetterVisibility(Visibility.NONE)
                  .withFieldVisibility(Visibility.ANY))
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * @throws IllegalArgumentException when the text is not such a value
   */
  public static <T> T read(String text, Class<T> type) {
    return read(text, MAPPER.constructType(type));
  }

  /**
   * @throws IllegalArgumentException when the text is not such a value
   */
  public static <T> T read(String text, JavaType type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /**
   * @throws IllegalArgumentException when the tree is not such a value
   */
  public static <T> T of(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }
}
