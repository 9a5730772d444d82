package dev.spillway.config;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Goes through a file's tree beside its schema: checks the form of each text, and puts the defaults
 * where keys are missing.
 */
final class SchemaWalk {
  private final Document file;
  private final Schema schema;
  private final Problems problems;

  SchemaWalk(Document file, Schema schema, Problems problems) {
    this.file = file;
    this.schema = schema;
    this.problems = problems;
  }

  void run() {
    visit("", file.tree(), schema.root());
  }

  private void visit(String pointer, JsonNode value, JsonNode at) {
    schema.form(at).ifPresent(form -> check(form, pointer, value, at));
    List<JsonNode> applying = schema.applying(at, value);
    if (value instanceof ObjectNode object) {
      applying.forEach(one -> fill(object, one));
      for (Map.Entry<String, JsonNode> e : List.copyOf(object.properties())) {
        visitChild(Document.child(pointer, e.getKey()), e, applying);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        for (JsonNode one : applying) {
          visit(pointer + "/" + i, value.get(i), one.path("items"));
        }
      }
    }
  }

  private void visitChild(
      String pointer, Map.Entry<String, JsonNode> entry, List<JsonNode> applying) {
    for (JsonNode one : applying) {
      JsonNode known = one.path("properties").path(entry.getKey());
      JsonNode rest = one.path("additionalProperties");
      if (known.isObject() || rest.isObject()) {
        visit(pointer, entry.getValue(), known.isObject() ? known : rest);
      }
      JsonNode names = one.path("propertyNames");
      schema.form(names).ifPresent(form -> checkName(form, pointer, names));
    }
  }

  private static void fill(ObjectNode object, JsonNode schema) {
    for (Map.Entry<String, JsonNode> e : schema.path("properties").properties()) {
      if (!object.has(e.getKey()) && e.getValue().has("default")) {
        object.set(e.getKey(), e.getValue().get("default").deepCopy());
      }
    }
  }

  private void check(Form form, String pointer, JsonNode value, JsonNode at) {
    String text = value.isString() ? value.stringValue() : file.spot(pointer).text();
    if (value.isString() && form.fits(text)) {
      return;
    }
    String found = Show.found(Document.key(pointer), value, text);
    String fix = FormFix.of(form, value, text);
    problems.atValue(file, pointer, found, schema.word(at, "title"), fix);
  }

  private void checkName(Form form, String pointer, JsonNode at) {
    String name = Document.key(pointer);
    if (!form.fits(name)) {
      String fix = FormFix.of(form, Schemas.JSON.getNodeFactory().stringNode(name), name);
      String found = "not a name that this key may have";
      problems.atKey(file, pointer, found, schema.word(at, "title"), fix);
    }
  }

  /** The keys that one mapping may have, sorted. */
  static TreeSet<String> keys(JsonNode schema) {
    return new TreeSet<>(schema.path("properties").propertyNames());
  }
}
