package dev.spillway.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Health;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget;
import dev.spillway.dns.SteeringTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInDnsTest {
  private static final SteeredHost SHOP =
      new SteeredHost(
          "shop.example.com",
          Duration.ofSeconds(20),
          List.of(new SiteAnswer("hq", Share.ALL, List.of("203.0.113.10"))));

  @TempDir Path folder = Path.of("");

  private AdapterContext context() {
    Duration second = Duration.ofSeconds(1);
    return new AdapterContext(
        "shop",
        "hq",
        "shop.example.com",
        new Health("http", "/health", second, second, 2, 2, ""),
        Map.of(),
        folder,
        folder,
        "here",
        List.of(),
        folder);
  }

  private SteeringTarget make(SteeringTable table, Map<String, Object> settings)
      throws AdapterException {
    AdapterType<SteeringTarget> type = SteeringTypes.all(() -> table).getFirst();
    return type.maker().make(new AdapterSpec("dns", settings), context());
  }

  @Test
  void publishesInTheTableAndSaysWhatIsThere() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    try (SteeringTarget dns = make(table, Map.of("ttl", "20s"))) {
      assertThat(dns.ability()).isEqualTo(SteeringTarget.Ability.WEIGHTED);
      assertThat(dns.current("shop.example.com")).isEmpty();
      dns.apply(SHOP);
      assertThat(dns.current("shop.example.com")).contains(SHOP);
    }
    assertThat(table.current("shop.example.com")).as("stays when the target closes").contains(SHOP);
  }

  @Test
  void whatIsDrawnForGoodIsPublishedSo() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    try (SteeringTarget dns = make(table, Map.of("draw", "sticky"))) {
      dns.apply(SHOP);
    }
    assertThat(table.current("shop.example.com")).contains(SHOP.drawn(SteeredHost.Draw.STICKY));
    assertThat(SteeringTable.open(folder).current("shop.example.com").orElseThrow().draw())
        .as("also from the disk")
        .isEqualTo(SteeredHost.Draw.STICKY);
    try (SteeringTarget dns = make(table, Map.of("draw", "anew"))) {
      dns.apply(SHOP);
    }
    assertThat(table.current("shop.example.com")).contains(SHOP);
  }

  @Test
  void isFoundUnderItsType() throws AdapterException {
    SteeringTable inFolder = SteeringTable.open(folder);
    AdapterType<SteeringTarget> type = SteeringTypes.all(() -> inFolder).getFirst();
    assertThat(type.kind()).isEqualTo(AdapterType.Kind.STEERING);
    assertThat(type.name()).isEqualTo("dns");
    assertThat(type.schema()).contains("\"ttl\"").contains("\"additionalProperties\": false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "0s", "1500ms", "2h", "soon"})
  void aTtlThatMakesNoSenseIsSaidSo(String ttl) throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    assertThatThrownBy(() -> make(table, Map.of("ttl", ttl)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("steering of shop: ttl")
        .hasMessageContaining(ttl);
  }
}
