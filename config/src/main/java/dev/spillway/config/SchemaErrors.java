package dev.spillway.config;

import com.networknt.schema.Error;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Puts the schema library's errors into our words. */
final class SchemaErrors {
  private static final Pattern CHOICE = Pattern.compile("(.*?)/(anyOf|oneOf)(/.*)?");

  private final Document file;
  private final Schema schema;
  private final Problems problems;
  private final KeyFinder keys;
  private final Set<String> misspelt = new HashSet<>();

  SchemaErrors(Document file, Schema schema, Problems problems) {
    this.file = file;
    this.schema = schema;
    this.problems = problems;
    this.keys = new KeyFinder(schema);
  }

  void run() {
    List<Error> errors = schema.validate(file.tree());
    // Unknown keys first: a key that is only misspelt is not reported as missing as well.
    errors.stream()
        .filter(e -> e.getKeyword().equals("additionalProperties"))
        .forEach(e -> report(e, errors));
    errors.stream()
        .filter(e -> !e.getKeyword().equals("additionalProperties"))
        .forEach(e -> report(e, errors));
  }

  private void report(Error error, List<Error> errors) {
    String location = place(error);
    JsonNode owner = schema.root().at(Document.parent(location));
    boolean name =
        error.getEvaluationPath().toString().contains("/propertyNames/")
            || schema.form(owner.path("propertyNames")).isPresent()
                && error.getKeyword().equals("propertyNames");
    if (name || isForm(location)) {
      return;
    }
    Matcher choice = CHOICE.matcher(location);
    String pointer = at(error);
    if (!choice.matches() || within(pointer, errors)) {
      report(error, owner);
    } else if (errors.stream().noneMatch(e -> at(e).startsWith(pointer + "/"))) {
      noneOf(pointer, choice.group(1), choice.group(2));
    }
  }

  /** Inside a list or mapping whose own alternatives were refused too: the inner error says why. */
  private static boolean within(String pointer, List<Error> errors) {
    return errors.stream()
        .anyMatch(e -> CHOICE.matcher(place(e)).matches() && pointer.startsWith(at(e) + "/"));
  }

  private static String at(Error error) {
    return String.valueOf(error.getInstanceLocation());
  }

  private static String place(Error error) {
    return fragment(String.valueOf(error.getSchemaLocation()));
  }

  /** One problem in place of one for each alternative. */
  private void noneOf(String pointer, String location, String keyword) {
    JsonNode owner = schema.root().at(location);
    String either =
        owner
            .path(keyword)
            .valueStream()
            .map(one -> title(one, type(one.path("type"))))
            .distinct()
            .collect(Collectors.joining(", or "));
    problems.atValue(file, pointer, found(pointer), title(owner, either), "");
  }

  /** Texts that have a form are checked by {@link SchemaWalk}, which knows what was meant. */
  private static boolean isForm(String location) {
    String[] steps = location.split("/", -1);
    return steps.length == 4 && steps[1].equals("$defs") && Form.of(steps[2]).isPresent();
  }

  private void report(Error error, JsonNode owner) {
    String pointer = at(error);
    String property = error.getProperty() == null ? "" : error.getProperty();
    switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(pointer, property, owner);
      case "required" -> missingKey(pointer, property);
      case "enum" -> notInList(pointer, words(owner.path("enum")), owner);
      case "const" -> notInList(pointer, List.of(owner.path("const").asString()), owner);
      case "minItems" -> {
        String found = "found " + amount(file.tree().at(pointer).size());
        problems.atValue(file, pointer, found, title(owner, "a longer list"), "");
      }
      case "minProperties" ->
          problems.atValue(file, pointer, "found no entry", title(owner, "one or more"), "");
      default ->
          problems.atValue(
              file, pointer, found(pointer), allowed(pointer, error, owner), fix(pointer, owner));
    }
  }

  private void unknownKey(String pointer, String key, JsonNode owner) {
    String at = Document.child(pointer, key);
    TreeSet<String> known = SchemaWalk.keys(owner);
    Closest.to(key, known).ifPresent(k -> misspelt.add(Document.child(pointer, k)));
    String near = Show.didYouMean(key, known);
    if (near.isEmpty()) {
      List<String> homes = keys.homes(key);
      near =
          homes.isEmpty() || homes.size() > 3
              ? "remove it"
              : "it belongs to " + String.join(" or ", homes);
    }
    problems.atKey(file, at, "unknown key", Show.list(known), near);
  }

  private void missingKey(String pointer, String key) {
    if (misspelt.contains(Document.child(pointer, key))) {
      return;
    }
    JsonNode place = keys.find(file.tree(), pointer, key);
    List<String> choice = words(schema.follow(place).path("enum"));
    String allowed = choice.isEmpty() ? schema.word(place, "title") : String.join(", ", choice);
    problems.atKey(
        file, Document.child(pointer, key), "missing", allowed, "add the key " + Show.quoted(key));
  }

  private void notInList(String pointer, List<String> words, JsonNode owner) {
    JsonNode value = file.tree().at(pointer);
    String text = value.isString() ? value.stringValue() : "";
    String key = Document.key(pointer);
    String allowed = owner.has("const") ? title(owner, words.getFirst()) : Show.list(words);
    problems.atValue(
        file, pointer, Show.found(key, value, text), allowed, Show.didYouMean(text, words));
  }

  private String found(String pointer) {
    JsonNode value = file.tree().at(pointer);
    return Show.found(Document.key(pointer), value, file.spot(pointer).text());
  }

  /** What to write in place of a plain value that should be a list, or the other way round. */
  private String fix(String pointer, JsonNode owner) {
    JsonNode value = file.tree().at(pointer);
    String type = owner.path("type").asString("");
    boolean secret = SecretKeys.looksSecret(Document.key(pointer));
    if (value.isNull()) {
      return "fill it in, or remove the key";
    }
    if (secret || !value.isValueNode() || type.equals("string") && value.isString()) {
      return "";
    }
    String text = file.spot(pointer).text();
    return type.equals("array")
        ? "put it into brackets: [" + text + "]"
        : type.equals("string") ? "put it into quotes: \"" + text + "\"" : "";
  }

  private static String allowed(String pointer, Error error, JsonNode owner) {
    if (pointer.isEmpty()) {
      Iterable<String> keys = SchemaWalk.keys(owner);
      return "a mapping with the keys " + String.join(", ", keys);
    }
    String general =
        switch (error.getKeyword()) {
          case "type" -> type(owner.path("type"));
          case "minimum" -> "a number from " + owner.path("minimum").asString();
          case "maximum" -> "a number up to " + owner.path("maximum").asString();
          case "pattern" -> "a text of the form " + owner.path("pattern").asString();
          default -> error.getMessage();
        };
    return title(owner, general);
  }

  static String type(JsonNode type) {
    List<String> names = type.isArray() ? words(type) : List.of(type.asString());
    return names.stream()
        .map(name ->
            switch (name) {
              case "object" -> "a mapping";
              case "array" -> "a list";
              case "integer" -> "a whole number";
              case "number" -> "a number";
              case "boolean" -> "true or false";
              default -> "a text";
            })
        .reduce((a, b) -> a + " or " + b)
        .orElse("");
  }

  private static String title(JsonNode owner, String otherwise) {
    return owner.path("title").isString() ? owner.get("title").stringValue() : otherwise;
  }

  private static String amount(int entries) {
    return entries == 0 ? "an empty list" : entries + " entries";
  }

  private static List<String> words(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static String fragment(String location) {
    return location.substring(location.indexOf('#') + 1);
  }
}
