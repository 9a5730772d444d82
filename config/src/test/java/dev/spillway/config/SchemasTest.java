package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas that editors get say the same as the checks. */
class SchemasTest {
  private static final Path FILES = Path.of("src/test/resources/dev/spillway/config");
  private static final List<String> SAMPLES =
      List.of(
          "hq",
          "shop-2",
          "-x",
          "X",
          "shop.example.com",
          "Shop.Example.com.",
          "localhost",
          "20s",
          "0s",
          "0.0 s",
          "5min",
          "2 h",
          "400/s",
          "auto 400/s",
          "auto",
          "auto 0/s",
          "0/s",
          "24000/min",
          "80 Mbit/s",
          "0 kbit/s",
          "40%",
          "0%",
          "100%",
          "100.0%",
          "0.12 USD/h",
          "200 USD/month",
          "10.1.0.20:1433",
          "[2001:db8::1]:53",
          "10.1.0.20",
          "2001:db8::10",
          "/health",
          "health",
          "DB_URL",
          "1X",
          "",
          " ",
          "20",
          "400",
          "0.5",
          "2026-12-01T09:00+01:00");

  /** The patterns may be wider than the checks (a port of 70000), never narrower. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void eachFormHasADefinitionThatAcceptsWhatTheCheckAccepts(Form form) {
    JsonNode definition = Schemas.appTree(TestTypes.ALL).at("/$defs/" + form.definition());
    assertThat(definition.path("title").asString("")).isNotEmpty();
    Pattern pattern = Pattern.compile(definition.path("pattern").asString(""));
    for (String sample : SAMPLES) {
      if (form.fits(sample)) {
        assertThat(pattern.matcher(sample).find()).as(form + " of '" + sample + "'").isTrue();
      }
    }
    assertThat(SAMPLES.stream().filter(form::fits)).isNotEmpty();
  }

  @Test
  void theWholeSchemaIsOneFileThatReadsBack() {
    JsonNode tree = Schemas.JSON.readTree(Schemas.app(TestTypes.ALL));
    assertThat(tree.at("/$defs/platform/properties/type/enum").toString())
        .isEqualTo("[\"ssh\",\"azure-app-service\",\"local\"]");
    assertThat(Schemas.controller()).doesNotContain("http://");
  }

  @Test
  void withoutAnyAdapterTheSchemaStillWorks() {
    assertThat(new Schema(Schemas.appTree(List.of())).validate(Schemas.JSON.readTree("{}")))
        .hasSize(3);
  }

  /** Every key with its default; a new, renamed or changed one shows up as a difference here. */
  @Test
  void theseAreAllKeysAndDefaults() throws Exception {
    assertThat(KeysText.all()).isEqualTo(Files.readString(FILES.resolve("keys.txt")));
  }

  @Test
  void everyKeyHasAMeaning() {
    for (ObjectNode root : List.of(Schemas.appTree(List.of()), Schemas.controllerTree())) {
      root.findParents("properties")
          .forEach(parent ->
              parent
                  .path("properties")
                  .properties()
                  .forEach(e -> {
                    boolean condition = e.getValue().has("const");
                    assertThat(condition || e.getValue().has("description"))
                        .as(e.getKey())
                        .isTrue();
                  }));
    }
  }
}
