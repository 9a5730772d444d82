package dev.spillway.azure.containerapps;

import static dev.spillway.azure.containerapps.ContainerAppsWorld.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterSpec;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is sent, beside an app as Microsoft's own example shows it. */
class BodyTest {
  private static final String IMAGE = "registry.example.com/shop@sha256:" + "b".repeat(64);

  /** The example, its one container being ours. */
  private static JsonNode example() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            BodyTest.class.getResourceAsStream("official/ContainerApps_Get.json"))) {
      String text = new String(in.readAllBytes(), UTF_8);
      String ours = text.replace("\"testcontainerapp0\"", "\"app\"");
      return JsonMapper.builder().build().readTree(ours).at("/responses/200/body");
    }
  }

  private static ContainerAppsSettings settings() throws Exception {
    return ContainerAppsSettings.read(
        new AdapterSpec(
            "azure-container-apps",
            Map.of(
                "resource-group", "rg",
                "environment", "demokube",
                "repository", "registry.example.com/shop",
                "base-image", "registry.example.com/java@sha256:" + "a".repeat(64))),
        SiteWorld.context(Path.of("x"), "here"));
  }

  private static JsonNode patch(Wanted wanted) throws Exception {
    return Body.patch(example(), wanted, null, settings(), Map.of());
  }

  @Test
  void anotherNumberIsSentAndNothingElse() throws Exception {
    assertThat(patch(new Wanted(3, "", null)))
        .isEqualTo(json("{'properties':{'template':{'scale':{'minReplicas':3,'maxReplicas':3}}}}"));
  }

  @Test
  void anotherImageIsSentWithAllElseThatTheContainerHas() throws Exception {
    assertThat(patch(new Wanted(3, IMAGE, null)).at("/properties/template/containers"))
        .isEqualTo(
            json(
                "[{'image':'" + IMAGE + "','name':'app','resources':{'cpu':0.5,'memory':'1Gi'}}]"));
  }

  @Test
  void settingsKeepWhatOthersConfigured() throws Exception {
    JsonNode patch =
        Body.patch(
            example(),
            new Wanted(3, IMAGE, Map.of("A", "b")),
            json("[{'name':'theirs','value':'v'}]"),
            settings(),
            Map.of());
    assertThat(patch.at("/properties/configuration/secrets").toString())
        .contains("{\"name\":\"theirs\",\"value\":\"v\"}");
    assertThat(patch.at("/properties/configuration").propertyNames())
        .as("what is not named in a merge patch stays")
        .containsExactlyInAnyOrder("secrets", "registries");
  }
}
