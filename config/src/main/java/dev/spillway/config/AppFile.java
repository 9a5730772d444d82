package dev.spillway.config;

import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads one app's file by itself. */
public final class AppFile {
  private AppFile() {}

  /**
   * @param types all adapter types that the file may name
   * @throws ConfigException with all mistakes of the file
   */
  public static App load(Path file, List<AdapterType<?>> types) throws ConfigException {
    Problems problems = new Problems();
    Schema schema = new Schema(Schemas.appTree(types));
    Optional<Document> document = read(file.toString(), file, schema, problems);
    problems.refuse();
    return AppMapping.app(document.orElseThrow());
  }

  /**
   * The same from a text that is in no file.
   *
   * @param name for messages
   * @throws ConfigException with all mistakes of the text
   */
  public static App parse(String name, String text, List<AdapterType<?>> types)
      throws ConfigException {
    Problems problems = new Problems();
    Schema schema = new Schema(Schemas.appTree(types));
    Optional<Document> document = checked(YamlParser.parse(name, text, problems), schema, problems);
    problems.refuse();
    return AppMapping.app(document.orElseThrow());
  }

  static Optional<Document> read(String name, Path file, Schema schema, Problems problems) {
    return checked(Steps.parse(name, file, problems), schema, problems);
  }

  private static Optional<Document> checked(
      Optional<Document> document, Schema schema, Problems problems) {
    document.ifPresent(d -> {
      Steps.check(d, schema, problems);
      new AppChecks(d, problems).run();
    });
    return document;
  }
}
