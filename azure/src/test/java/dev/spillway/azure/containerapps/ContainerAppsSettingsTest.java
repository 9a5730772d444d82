package dev.spillway.azure.containerapps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerAppsSettingsTest {
  private static final String BASE = "registry.example.com/java@sha256:" + "a".repeat(64);

  private static ContainerAppsSettings read(Map<String, Object> more) throws Exception {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "resource-group", "shop-burst",
                "environment", "shop-env",
                "repository", "registry.example.com/shop",
                "base-image", BASE));
    all.putAll(more);
    return ContainerAppsSettings.read(
        new AdapterSpec("azure-container-apps", all), SiteWorld.context(Path.of("x"), "here"));
  }

  @Test
  void defaults() throws Exception {
    ContainerAppsSettings all = read(Map.of());
    assertThat(all.app()).matches("shop-azure-[0-9a-f]{8}");
    assertThat(all.environmentGroup()).isEqualTo("shop-burst");
    assertThat(all.cpu()).isEqualTo(0.5);
    assertThat(all.memory()).isEqualTo("1Gi");
    assertThat(all.targetPort()).isEqualTo(8080);
    assertThat(all.port()).isEqualTo(80);
    assertThat(all.keep()).isFalse();
    assertThat(all.startTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(all.shelf()).isEqualTo(new Shelf("registry.example.com/shop", BASE, "", "", ""));
  }

  @Test
  void aBaseWithoutADigestIsRefused() {
    assertThatThrownBy(() -> read(Map.of("base-image", "registry.example.com/java:21")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("has no digest: write REGISTRY/PATH@sha256:DIGEST");
  }

  @Test
  void aUserWithoutAPasswordIsRefused() {
    assertThatThrownBy(() -> read(Map.of("registry-user", "me")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("one is missing; write both or none");
  }

  @Test
  void aPasswordIsNotShown() throws Exception {
    ContainerAppsSettings all = read(Map.of("registry-user", "me", "registry-password", "p4ss"));
    assertThat(all.toString()).doesNotContain("p4ss");
  }

  @Test
  void onlyLoopbackIsSpokenToInTheClear() {
    assertThat(Shelf.loopback("127.0.0.1:5000")).isTrue();
    assertThat(Shelf.loopback("localhost:5000")).isTrue();
    assertThat(Shelf.loopback("registry.example.com")).isFalse();
    assertThat(Shelf.loopback("10.0.0.1:5000")).isFalse();
  }
}
