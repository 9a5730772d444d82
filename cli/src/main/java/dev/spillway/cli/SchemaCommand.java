package dev.spillway.cli;

import dev.spillway.config.ReferencePage;
import dev.spillway.config.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "schema",
    description = "Prints the JSON Schema of an app's file or of controller.yaml, for editors.",
    mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "app|controller",
      defaultValue = "app",
      description = "Which file (default: ${DEFAULT-VALUE}).")
  String which = "app";

  @Option(
      names = "--write",
      paramLabel = "DOCS",
      description = "Write both schemas and the generated reference pages into this docs folder.")
  @Nullable Path docs;

  @Override
  public Integer call() throws IOException {
    if (docs != null) {
      for (Map.Entry<String, String> page : generated().entrySet()) {
        Path file = docs.resolve(page.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.getValue());
        System.out.println("wrote  " + file);
      }
      return 0;
    }
    switch (which) {
      case "app" -> System.out.println(Schemas.app(Adapters.described()));
      case "controller" -> System.out.println(Schemas.controller());
      default -> throw Failure.usage("'" + which + "' is neither app nor controller");
    }
    return 0;
  }

  /** Every generated file below docs, by its path. */
  static Map<String, String> generated() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("schema/app.schema.json", end(Schemas.app(Adapters.described())));
    pages.put("schema/controller.schema.json", end(Schemas.controller()));
    pages.put("guide/configuration.md", end(ReferencePage.render(Adapters.described())));
    pages.put("guide/commands.md", end(CommandPage.render()));
    return pages;
  }

  private static String end(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }
}
