package dev.spillway.azure.containerapps;

import static dev.spillway.azure.containerapps.ContainerAppsWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A line of the table for each test. */
class SealedSettingsTest {
  private static final JsonNode NONE = json("[]");

  private static SealedSettings first() {
    return SealedSettings.merge(NONE, NONE, Map.of("DB_URL", "s3cret"), Map.of());
  }

  @Test
  void aValueIsASecretAndItsVariableARefererToIt() {
    SealedSettings made = first();
    String name = SealedSettings.secretName("DB_URL");
    assertThat(name).matches("set-db-url-[0-9a-f]{6}");
    assertThat(made.secrets()).isEqualTo(json("[{'name':'" + name + "','value':'s3cret'}]"));
    assertThat(made.env())
        .isEqualTo(
            json(
                "[{'name':'DB_URL','secretRef':'"
                    + name
                    + "'},{'name':'SPILLWAY_SETTINGS','value':'DB_URL'},"
                    + "{'name':'SPILLWAY_WRITES','value':'1'}]"));
    assertThat(made.toString()).doesNotContain("s3cret");
  }

  @Test
  void theSameAgainIsNoChange() {
    SealedSettings made = first();
    assertThat(
            SealedSettings.merge(made.env(), made.secrets(), Map.of("DB_URL", "s3cret"), Map.of())
                .same())
        .isTrue();
  }

  @Test
  void anotherValueIsAnotherWrite() {
    SealedSettings made = first();
    SealedSettings next =
        SealedSettings.merge(made.env(), made.secrets(), Map.of("DB_URL", "other"), Map.of());
    assertThat(next.same()).isFalse();
    assertThat(next.env().toString()).contains("\"SPILLWAY_WRITES\",\"value\":\"2\"");
    assertThat(next.secrets().toString()).contains("other").doesNotContain("s3cret");
  }

  @Test
  void whatIsNoLongerWantedIsEmptiedAndItsNameStays() {
    SealedSettings made = first();
    SealedSettings next = SealedSettings.merge(made.env(), made.secrets(), Map.of(), Map.of());
    assertThat(next.env().toString()).doesNotContain("DB_URL");
    assertThat(next.secrets())
        .isEqualTo(json("[{'name':'" + SealedSettings.secretName("DB_URL") + "','value':'none'}]"));
  }

  @Test
  void whatOthersSetStays() {
    SealedSettings next =
        SealedSettings.merge(
            json("[{'name':'THEIRS','secretRef':'theirs'}]"),
            json("[{'name':'theirs','keyVaultUrl':'https://v','identity':'System'}]"),
            Map.of("A", ""),
            Map.of("registry-password", "p"));
    assertThat(next.env().toString())
        .contains("{\"name\":\"THEIRS\",\"secretRef\":\"theirs\"}")
        .contains("{\"name\":\"A\",\"value\":\"\"}");
    assertThat(next.secrets())
        .isEqualTo(
            json(
                "[{'name':'registry-password','value':'p'},"
                    + "{'name':'theirs','keyVaultUrl':'https://v','identity':'System'}]"));
  }
}
