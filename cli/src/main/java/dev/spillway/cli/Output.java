package dev.spillway.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** How results are printed: for people, or as JSON. */
final class Output {
  enum Form {
    TEXT,
    JSON
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "Print for people (default) or as JSON.")
  Form form = Form.TEXT;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  CommandSpec command;

  boolean json() {
    return form == Form.JSON;
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  void print(JsonNode node) {
    out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    out().flush();
  }

  void print(String text) {
    out().print(text.endsWith("\n") ? text : text + "\n");
    out().flush();
  }
}
