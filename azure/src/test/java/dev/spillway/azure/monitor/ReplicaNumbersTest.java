package dev.spillway.azure.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeMonitor;
import dev.spillway.azure.monitor.ReplicaNumbers.Limits;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ReplicaNumbersTest {
  private final FakeAzure fake = FakeAzure.open(Kind.PUBLIC);
  private final FakeMonitor there = new FakeMonitor("shop", Duration.ofMinutes(2));
  @TempDir Path folder;

  @AfterEach
  void close() {
    fake.close();
  }

  private ReplicaNumbers numbers(Limits limits) throws Exception {
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    // Its own clock is two hours off: the cloud's counts.
    Now wrong = new Now(0, Instant.now().plusSeconds(7200));
    return new ReplicaNumbers(
        () -> arm, "burst", "shop", limits, Duration.ofSeconds(30), () -> wrong);
  }

  @Test
  void whatReplicasUseOfWhatEachIsGiven() throws Exception {
    there.containerApp();
    there.set("UsageNanoCores", 0.6e9, 0.3e9); // of 0.75 cores each
    there.set("WorkingSetBytes", 0.75 * (1 << 30)); // of 1.5 GiB
    fake.with(there);
    Reading reading = numbers(new Limits(0.8, 1.0)).read(List.of());
    assertThat(reading.used()).containsOnlyKeys("processors of shop", "memory of shop");
    assertThat(reading.used().get("processors of shop")).isCloseTo(0.75, within(1e-9));
    assertThat(reading.used().get("memory of shop")).isCloseTo(0.5, within(1e-9));
    assertThat(reading.age()).isBetween(Duration.ofSeconds(118), Duration.ofSeconds(182));
    assertThat(reading.demand()).as("others know that").isNull();
    AdapterRights rights = Rights.of("azure-monitor-container-apps").orElseThrow();
    assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
  }

  @Test
  void onlyWhatHasALimitIsAskedFor() throws Exception {
    there.containerApp();
    there.set("WorkingSetBytes", 0.9 * (1 << 30));
    fake.with(there);
    assertThat(numbers(new Limits(null, 0.8)).read(List.of()).used().get("memory of shop"))
        .isCloseTo(0.75, within(1e-9));
    assertThat(fake.exchanges().getLast().request().query())
        .containsEntry("metricnames", "WorkingSetBytes");
  }

  @Test
  void anAppThatIsNotThereUsesNothing() throws Exception {
    fake.with(there);
    assertThat(numbers(new Limits(0.8, null)).read(List.of())).isEqualTo(Reading.NOTHING);
  }

  @Test
  void theOldestOfTheNumbersSaysHowOldAllAre() throws Exception {
    String body =
        """
        {"value":[
          {"name":{"value":"UsageNanoCores"},"timeseries":[{"data":[
            {"timeStamp":"2026-06-01T12:00:00Z","average":100000000},
            {"timeStamp":"2026-06-01T12:01:00Z","average":900000000}]}]},
          {"name":{"value":"WorkingSetBytes"},"timeseries":[{"data":[
            {"timeStamp":"2026-06-01T12:00:00Z","average":500.0},
            {"timeStamp":"2026-06-01T12:01:00Z"}]}]}]}
        """;
    Minutes minutes = new Minutes(JsonMapper.shared().readTree(body));
    Reading reading =
        numbers(new Limits(1.0, 1.0))
            .reading(
                new ReplicaNumbers.Replica(1e9, 1000),
                minutes,
                Instant.parse("2026-06-01T12:02:30Z"));
    assertThat(reading.used()).isEqualTo(Map.of("processors of shop", 0.1, "memory of shop", 0.5));
    assertThat(reading.age()).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource({
    "1Gi, 1073741824",
    "0.5Gi, 536870912",
    "512Mi, 536870912",
    "2G, 2e9",
    "7, 7",
    "lots, 0"
  })
  void memoryAsTheCloudWritesIt(String text, double bytes) {
    assertThat(Memory.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web-app=a,container-app=b,cpu-at-most=80% | both web-app and container-app; name",
        "cpu-at-most=80%                           | neither; name web-app or container-app",
        "container-app=b                           | add cpu-at-most or memory-at-most",
        "web-app=a,memory-at-most=80%              | known of a container app only",
      })
  void whatCannotBeMeant(String keys, String words) {
    Map<String, Object> all = new HashMap<>(SiteWorld.access(fake));
    for (String key : keys.split(",")) {
      all.put(key.split("=")[0], key.split("=")[1]);
    }
    assertThatThrownBy(() -> made(all))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(words);
  }

  @Test
  void aContainerAppHasNoPlanAndIsMadeWithItsLimits() throws Exception {
    Map<String, Object> all = new HashMap<>(SiteWorld.access(fake));
    all.putAll(Map.of("container-app", "shop", "memory-at-most", "80%", "interval", "1min"));
    assertThat(made(all)).isInstanceOf(ReplicaNumbers.class);
    assertThat(made(all).interval()).isEqualTo(Duration.ofMinutes(1));
    all.put("plan", true);
    assertThatThrownBy(() -> made(all)).hasMessageContaining("plan: a container app has none");
  }

  private SignalSource made(Map<String, Object> all) throws AdapterException {
    return MonitorType.TYPE
        .maker()
        .make(new AdapterSpec("azure-monitor", all), SiteWorld.context(folder, "here"));
  }
}
