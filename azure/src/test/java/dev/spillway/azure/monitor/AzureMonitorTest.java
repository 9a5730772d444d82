package dev.spillway.azure.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeMonitor;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AzureMonitorTest {
  private final FakeAzure fake = FakeAzure.open(Kind.PUBLIC);

  @AfterEach
  void close() {
    fake.close();
  }

  private AzureMonitor monitor(String webApp) throws Exception {
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    // Its own clock is two hours off: the cloud's counts.
    Now wrong = new Now(0, Instant.now().plusSeconds(7200));
    return new AzureMonitor(() -> arm, "burst", webApp, Duration.ofSeconds(30), () -> wrong);
  }

  @Test
  void theNewestMinuteThatIsKnownAndHowOldItIs() throws Exception {
    FakeMonitor there = new FakeMonitor("shop", Duration.ofMinutes(3));
    there.set("Requests", 7200);
    there.set("Http5xx", 60);
    there.set("RequestsInApplicationQueue", 4);
    there.set("HttpResponseTime", 0.28);
    fake.with(there);
    try (AzureMonitor monitor = monitor("shop")) {
      Reading reading = monitor.read(List.of());
      assertThat(reading.demand()).isEqualTo(120);
      assertThat(reading.served()).isEqualTo(119);
      assertThat(reading.rejected()).isEqualTo(1);
      assertThat(reading.queued()).isEqualTo(4);
      assertThat(reading.latencyMillis()).isEqualTo(280);
      assertThat(reading.age()).isBetween(Duration.ofSeconds(178), Duration.ofSeconds(242));
      assertThat(reading.health()).as("it judges no instance").isEmpty();
      AdapterRights rights = Rights.of("azure-monitor").orElseThrow();
      assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
      assertThat(monitor.interval()).isEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void anAppThatNobodyAskedYetHasNoNumbers() throws Exception {
    fake.with(new FakeMonitor("shop", Duration.ZERO));
    assertThat(monitor("shop").read(List.of())).isEqualTo(Reading.NOTHING);
  }

  @Test
  void anAppThatIsNotThereIsSaid() throws Exception {
    fake.with(new FakeMonitor("shop", Duration.ZERO));
    assertThatThrownBy(() -> monitor("shoop").read(List.of()))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("cannot read the metrics of shoop: 404 ResourceNotFound");
  }

  @Test
  void aMinuteThatIsNotOverIsNoMinute() {
    String body =
        """
        {"value":[{"name":{"value":"Requests"},"timeseries":[{"data":[
          {"timeStamp":"2026-06-01T12:00:00Z","total":600.0},
          {"timeStamp":"2026-06-01T12:01:00Z","total":30.0},
          {"timeStamp":"2026-06-01T12:02:00Z"}]}]}]}
        """;
    Minutes minutes = new Minutes(JsonMapper.builder().build().readTree(body));
    Reading reading = AzureMonitor.reading(minutes, Instant.parse("2026-06-01T12:01:30Z"));
    assertThat(reading.demand()).isEqualTo(10);
    assertThat(reading.age()).isEqualTo(Duration.ofSeconds(30));
    assertThat(reading.queued()).isNull();
    assertThat(reading.rejected()).as("no failure has no value").isZero();
  }
}
