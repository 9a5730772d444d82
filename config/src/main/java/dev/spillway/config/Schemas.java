package dev.spillway.config;

import dev.spillway.core.AdapterType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schemas (2020-12) of both files. The app file's is put together from a base and the
 * schemas that adapters bring, each under {@code $defs/<kind>-<type>} and chosen by {@code type}.
 * An adapter's schema may refer to the forms that all share, such as {@code {"$ref":
 * "#/$defs/duration"}}: see {@code forms.schema.json}; values are then checked and explained the
 * same way everywhere.
 */
public final class Schemas {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private Schemas() {}

  /** One self-contained schema of an app's file, for editors; ends with a line break. */
  public static String app(List<AdapterType<?>> types) {
    return text(appTree(types));
  }

  /** One self-contained schema of {@code controller.yaml}; ends with a line break. */
  public static String controller() {
    return text(controllerTree());
  }

  static ObjectNode controllerTree() {
    return withForms(resource("controller.schema.json"));
  }

  static ObjectNode appTree(List<AdapterType<?>> types) {
    ObjectNode schema = withForms(resource("app.schema.json"));
    ObjectNode defs = defs(schema);
    for (AdapterType.Kind kind : AdapterType.Kind.values()) {
      defs.set(word(kind), dispatch(kind, types));
    }
    types.forEach(type -> defs.set(definition(type), settings(type, defs)));
    return schema;
  }

  /** {@code platform-local}. */
  static String definition(AdapterType<?> type) {
    return word(type.kind()) + "-" + type.name();
  }

  static String word(AdapterType.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode dispatch(AdapterType.Kind kind, List<AdapterType<?>> types) {
    ObjectNode out = JSON.createObjectNode();
    out.put("title", "a mapping with the key type and the settings of that type");
    out.put("type", "object");
    out.putArray("required").add("type");
    ObjectNode type = out.putObject("properties").putObject("type");
    type.put("description", "The type of the " + word(kind) + "; it decides the other keys.");
    ArrayNode names = type.putArray("enum");
    ArrayNode choices = out.putArray("allOf");
    for (AdapterType<?> one : types) {
      if (one.kind() == kind) {
        names.add(one.name());
        ObjectNode choice = choices.addObject();
        ObjectNode when = choice.putObject("if");
        when.putObject("properties").putObject("type").put("const", one.name());
        when.putArray("required").add("type");
        choice.putObject("then").put("$ref", "#/$defs/" + definition(one));
      }
    }
    return out;
  }

  /** The adapter's own schema, closed, with the keys that stand at every adapter of its kind. */
  private static ObjectNode settings(AdapterType<?> type, ObjectNode defs) {
    JsonNode own = JSON.readTree(type.schema());
    if (!(own instanceof ObjectNode schema)) {
      throw new IllegalArgumentException(definition(type) + ": its schema is no object");
    }
    schema.remove("$schema");
    schema.put("type", "object");
    ObjectNode properties =
        schema.get("properties") instanceof ObjectNode given
            ? given
            : schema.putObject("properties");
    properties.putObject("type").put("const", type.name());
    if (type.kind() == AdapterType.Kind.STEERING) {
      properties.set("ttl", defs.get("steering-ttl"));
    }
    if (!schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  private static ObjectNode withForms(ObjectNode schema) {
    ObjectNode defs = defs(schema);
    resource("forms.schema.json").properties().forEach(e -> defs.set(e.getKey(), e.getValue()));
    return schema;
  }

  private static ObjectNode defs(ObjectNode schema) {
    return schema.get("$defs") instanceof ObjectNode given ? given : schema.putObject("$defs");
  }

  private static ObjectNode resource(String name) {
    try (InputStream in = Objects.requireNonNull(Schemas.class.getResourceAsStream(name), name)) {
      return (ObjectNode) JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode schema) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
  }
}
