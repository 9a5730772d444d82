package dev.spillway.config;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema to check with and to look things up in. Safe for any thread. */
final class Schema {
  private static final String REF = "#/$defs/";

  private final ObjectNode tree;
  private final com.networknt.schema.Schema compiled;

  Schema(ObjectNode tree) {
    this.tree = tree;
    this.compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree);
  }

  JsonNode root() {
    return tree;
  }

  List<Error> validate(JsonNode value) {
    return compiled.validate(value);
  }

  /** The schema that {@code $ref} points to, or the schema itself. */
  JsonNode follow(JsonNode schema) {
    JsonNode at = schema;
    for (int i = 0; i < 8 && at.has("$ref"); i++) {
      at = tree.at(at.get("$ref").stringValue().substring(1));
    }
    return at;
  }

  /** The form that the schema names, at any distance. */
  Optional<Form> form(JsonNode schema) {
    JsonNode at = schema;
    for (int i = 0; i < 8 && at.has("$ref"); i++) {
      String ref = at.get("$ref").stringValue();
      Optional<Form> form =
          ref.startsWith(REF) ? Form.of(ref.substring(REF.length())) : Optional.empty();
      if (form.isPresent()) {
        return form;
      }
      at = tree.at(ref.substring(1));
    }
    return Optional.empty();
  }

  /** An own word of the schema, or else that of what it refers to; empty when neither has it. */
  String word(JsonNode schema, String keyword) {
    JsonNode own = schema.path(keyword);
    JsonNode there = own.isString() ? own : follow(schema).path(keyword);
    return there.isString() ? there.stringValue() : "";
  }

  /** The schema itself and all that apply to this value because of its role or type. */
  List<JsonNode> applying(JsonNode schema, JsonNode value) {
    JsonNode base = follow(schema);
    List<JsonNode> all = new ArrayList<>(List.of(base));
    for (JsonNode choice : base.path("allOf")) {
      if (chosen(choice.path("if"), value)) {
        all.addAll(applying(choice.path("then"), value));
      }
    }
    return all;
  }

  private static boolean chosen(JsonNode condition, JsonNode value) {
    return condition.path("properties").properties().stream()
        .allMatch(e -> e.getValue().path("const").equals(value.path(e.getKey())));
  }
}
