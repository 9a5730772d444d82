package dev.spillway.config;

import java.nio.file.Path;
import java.util.Optional;

/** The way that both kinds of file go: bytes, text, tree, schema, defaults. */
final class Steps {
  private Steps() {}

  static Optional<Document> parse(String name, Path file, Problems problems) {
    return YamlText.read(name, file, problems)
        .flatMap(text -> YamlParser.parse(name, text, problems));
  }

  /** Reports mistakes against the schema, then fills in the defaults. */
  static void check(Document document, Schema schema, Problems problems) {
    new SchemaErrors(document, schema, problems).run();
    new SchemaWalk(document, schema, problems).run();
  }
}
