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
   * The same for a text that is no file.
   *
   * @param name for messages
   * @throws ConfigException with all mistakes of the text
   */
  public static App parse(String name, String text, List<AdapterType<?>> types)
      throws ConfigException {
    Problems problems = new Problems();
    Optional<Document> document = YamlParser.parse(name, text, problems);
    document.ifPresent(d -> check(d, new Schema(Schemas.appTree(types)), problems));
    problems.refuse();
    return AppMapping.app(document.orElseThrow());
  }

  static Optional<Document> read(String name, Path file, Schema schema, Problems problems) {
    Optional<Document> document = Steps.parse(name, file, problems);
    document.ifPresent(d -> check(d, schema, problems));
    return document;
  }

  private static void check(Document document, Schema schema, Problems problems) {
    Steps.check(document, schema, problems);
    new AppChecks(document, problems).run();
  }
}
