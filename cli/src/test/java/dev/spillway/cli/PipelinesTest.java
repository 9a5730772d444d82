package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The pipelines that the documentation offers, by the schemas of those who run them. */
class PipelinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCS = Path.of("..", "docs", "pipelines");

  private static JsonNode yaml(String text) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static List<String> problems(String schema, JsonNode pipeline) throws IOException {
    try (InputStream packed =
            Objects.requireNonNull(
                PipelinesTest.class.getResourceAsStream("/pipelines/" + schema), schema);
        InputStream plain = new GZIPInputStream(packed)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(JSON.readTree(plain))
          .validate(pipeline)
          .stream()
          .map(e -> e.getInstanceLocation() + ": " + e.getMessage())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "azure-pipelines.yml, azure-pipelines.schema.json.gz, stages:, stagges:",
    "azure-pipelines.yml, azure-pipelines.schema.json.gz, environment: public, environmemt: public",
    "azure-pipelines.yml, azure-pipelines.schema.json.gz, dependsOn: home, dependsOn: {a: home}",
    "github-workflow.yml, github-workflow.schema.json.gz, runs-on: ubuntu-24.04, run-on: ubuntu-24.04",
    "github-workflow.yml, github-workflow.schema.json.gz, needs: build, need: build",
    "github-workflow.yml, github-workflow.schema.json.gz, contents: read, contents: everything"
  })
  void isAsTheSchemaSaysAndAMistakeWouldBeSeen(
      String file, String schema, String right, String wrong) throws IOException {
    String text = Files.readString(DOCS.resolve(file));
    assertThat(problems(schema, yaml(text))).isEmpty();
    assertThat(text).contains(right);
    assertThat(problems(schema, yaml(text.replace(right, wrong)))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"azure-pipelines.yml", "github-workflow.yml"})
  void itsCommandsAreOurs(String file) throws IOException {
    List<String> commands = new ArrayList<>();
    commands(yaml(Files.readString(DOCS.resolve(file))), commands);
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      CommandLine.ParseResult deploy =
          Main.commandLine()
              .parseArgs(command.replace("\"", "").substring("spillway ".length()).split(" "))
              .subcommand();
      assertThat(deploy.commandSpec().name()).isEqualTo("deploy");
    }
    assertThat(commands.get(0)).contains("--until");
    assertThat(commands.get(1)).contains("--promote");
    assertThat(commands.get(2)).contains("--abort");
  }

  private static void commands(JsonNode node, List<String> found) {
    if (node.isString() && node.asString().startsWith("spillway ")) {
      found.add(node.asString());
    }
    node.forEach(child -> commands(child, found));
  }

  /** What no schema can see: who waits for whom, and that a person is asked before public. */
  @Test
  void nothingGoesPublicWithoutHomeAndAPerson() throws IOException {
    JsonNode azure = yaml(Files.readString(DOCS.resolve("azure-pipelines.yml")));
    JsonNode stage = azure.path("stages").path(2);
    assertThat(stage.path("stage").asString()).isEqualTo("public");
    assertThat(stage.path("dependsOn").asString()).isEqualTo("home");
    assertThat(stage.at("/jobs/0/environment").asString()).isEqualTo("public");
    JsonNode github = yaml(Files.readString(DOCS.resolve("github-workflow.yml")));
    JsonNode job = github.at("/jobs/public");
    assertThat(job.path("needs").asString()).isEqualTo("home");
    assertThat(job.path("environment").asString()).isEqualTo("public");
  }
}
