package dev.spillway.config;

import dev.spillway.core.AdapterType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes the reference of all keys, in Markdown, from the schemas that check them. The page in the
 * documentation is compared with this in the build, so it cannot grow old.
 */
public final class ReferencePage {
  private static final int MOST_LEVELS = 8;

  private final StringBuilder out = new StringBuilder();
  private final Schema schema;

  private ReferencePage(Schema schema) {
    this.schema = schema;
  }

  /**
   * The whole page; ends with a line break.
   *
   * @param types adapters to describe, in any order
   */
  public static String render(List<AdapterType<?>> types) {
    Schema app = new Schema(Schemas.appTree(types));
    return INTRODUCTION
        + new ReferencePage(app).file("One file for each app")
        + new ReferencePage(new Schema(Schemas.controllerTree())).file("controller.yaml")
        + ADAPTERS
        + new ReferencePage(app).adapters(types);
  }

  /** A page as it would be if no adapter were known. */
  static String withoutAdapters(String page) {
    int end = page.indexOf(ADAPTERS);
    return end < 0 ? page : page.substring(0, end + ADAPTERS.length());
  }

  private static final String ADAPTERS =
      """
      ## Adapters

      What a platform, gateway, signal or steering target may hold is decided by its `type`.
      """;

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the schemas in the config module; do not edit. -->

      Spillway reads one `controller.yaml` and one file for each app. Keys are lower case with dashes. Quantities carry
      their unit: `20s`, `400/s`, `40%`, `0.12 USD/h`. A file with mistakes is refused as a whole, and all mistakes are
      listed at once, each with its place and what to do.

      A short app file is enough to start with:

      ```yaml
      app: storefront
      host: shop.example.com
      sites:
        hq:
          role: private
          capacity: 400/s
          platform: { type: local, … }
        cloud:
          role: public
          instance: { capacity: 120/s, max: 20 }
          platform: { type: local, … }
      ```

      Secrets never stand in a file. Refer to them: `${env:NAME}` is a variable of the controller's environment,
      `${file:/run/secrets/name}` a file that it may read. They are read when an instance starts. A key that looks like a
      password, secret or token is refused when it holds the value itself.

      """;

  private String file(String title) {
    out.append("## ").append(title).append("\n\n");
    out.append(schema.root().path("description").asString("")).append("\n\n");
    tables("", schema.root(), 0);
    return out.toString();
  }

  /** A table of the keys of one mapping, then those of the mappings in it. */
  private void tables(String path, JsonNode at, int level) {
    JsonNode here = schema.follow(at);
    if (level > MOST_LEVELS || isAdapter(here)) {
      return;
    }
    if (here.has("properties")) {
      out.append(path.isEmpty() ? "" : "### `" + path + "`\n\n");
      table(here);
      out.append('\n');
    }
    children(path, here).forEach((child, below) -> tables(child, below, level + 1));
  }

  private static Map<String, JsonNode> children(String path, JsonNode here) {
    Map<String, JsonNode> out = new LinkedHashMap<>();
    here.path("properties")
        .properties()
        .forEach(e -> out.put(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue()));
    if (here.path("additionalProperties").isObject()) {
      out.put(path + ".<name>", here.get("additionalProperties"));
    }
    if (here.has("items")) {
      out.put(path + "[]", here.get("items"));
    }
    return out;
  }

  private void table(JsonNode mapping) {
    List<String> required = new ArrayList<>();
    mapping.path("required").forEach(name -> required.add(name.asString()));
    out.append("| key | meaning | allowed | default |\n|---|---|---|---|\n");
    mapping
        .path("properties")
        .properties()
        .forEach(e -> row(e.getKey(), e.getValue(), required.contains(e.getKey())));
  }

  private void row(String key, JsonNode at, boolean required) {
    String why = schema.word(at, "$comment");
    String meaning = schema.word(at, "description") + (why.isEmpty() ? "" : " *Why: " + why + "*");
    out.append("| `").append(key).append("` | ").append(cell(meaning));
    out.append(" | ").append(cell(allowed(at)));
    out.append(" | ").append(required ? "required" : defaultOf(at)).append(" |\n");
  }

  private String allowed(JsonNode at) {
    JsonNode there = schema.follow(at);
    if (there.has("enum")) {
      List<String> words =
          there.get("enum").valueStream().map(w -> "`" + w.asString() + "`").toList();
      return String.join(", ", words);
    }
    if (there.has("const")) {
      return "`" + there.get("const").asString() + "`";
    }
    String title = schema.word(at, "title");
    return title.isEmpty() ? SchemaErrors.type(there.path("type")) : title;
  }

  private String defaultOf(JsonNode at) {
    JsonNode value = at.has("default") ? at.get("default") : schema.follow(at).path("default");
    if (value.isMissingNode() || value.isObject()) {
      return "";
    }
    if (value.isString()) {
      return value.stringValue().isEmpty() ? "empty" : "`" + value.stringValue() + "`";
    }
    return value.isArray() && value.isEmpty() ? "empty" : "`" + value + "`";
  }

  private String adapters(List<AdapterType<?>> types) {
    List<AdapterType<?>> sorted =
        types.stream()
            .sorted(
                Comparator.comparing((AdapterType<?> t) -> t.kind())
                    .thenComparing(AdapterType::name))
            .toList();
    for (AdapterType<?> type : sorted) {
      JsonNode settings = schema.root().at("/$defs/" + Schemas.definition(type));
      out.append("\n### ").append(title(type)).append("\n\n");
      String description = settings.path("description").asString("");
      out.append(description).append(description.isEmpty() ? "" : "\n\n");
      table(settings);
    }
    return out.toString();
  }

  private static String title(AdapterType<?> type) {
    String kind = Schemas.word(type.kind());
    return kind.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
        + kind.substring(1)
        + " `"
        + type.name()
        + "`";
  }

  private static boolean isAdapter(JsonNode mapping) {
    return mapping.path("properties").path("type").has("enum") && mapping.path("allOf").isArray();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }
}
