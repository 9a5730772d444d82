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
import dev.spillway.core.AdapterException;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    return monitor(webApp, false, null);
  }

  private AzureMonitor monitor(String webApp, boolean plan, @Nullable Double cpuAtMost)
      throws Exception {
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    // Its own clock is two hours off: the cloud's counts.
    Now wrong = new Now(0, Instant.now().plusSeconds(7200));
    PlanNumbers numbers =
        plan ? new PlanNumbers(() -> arm, "burst", webApp, cpuAtMost, () -> wrong) : null;
    return new AzureMonitor(
        () -> arm, "burst", webApp, numbers, Duration.ofSeconds(30), () -> wrong);
  }

  @Test
  void theNewestMinuteThatIsKnownAndHowOldItIs() throws Exception {
    FakeMonitor there = new FakeMonitor("shop", Duration.ofMinutes(3));
    there.set("Requests", 7200.0);
    there.set("Http5xx", 60.0);
    there.set("RequestsInApplicationQueue", 4.0);
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
      assertThat(reading.used()).as("nobody asked for its plan").isEmpty();
      assertThat(monitor.interval()).isEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void itsPlansWorkersTogether() throws Exception {
    FakeMonitor there = new FakeMonitor("shop", Duration.ofMinutes(2));
    there.plan("shop-1");
    there.set("Requests", 7200.0);
    there.set("RequestsInApplicationQueue", 4.0);
    Double[] queues = new Double[12]; // more than are told of without a number
    Arrays.fill(queues, 3.0);
    there.set("HttpQueueLength", queues);
    there.set("CpuPercentage", 90.0, 50.0, 40.0);
    fake.with(there);
    try (AzureMonitor monitor = monitor("shop", true, 0.8)) {
      Reading reading = monitor.read(List.of());
      assertThat(reading.demand()).isEqualTo(120);
      assertThat(reading.queued()).as("in front of 12 workers and in the app").isEqualTo(40);
      assertThat(reading.used()).containsOnlyKeys("processors of shop");
      assertThat(reading.used().get("processors of shop")).isCloseTo(0.75, within(1e-9));
      assertThat(reading.age()).isBetween(Duration.ofSeconds(118), Duration.ofSeconds(182));
      AdapterRights rights = Rights.of("azure-monitor").orElseThrow();
      assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
    }
  }

  @Test
  void aPlansQueueWithoutALimitOfItsProcessorsBoundsNothing() throws Exception {
    FakeMonitor there = new FakeMonitor("shop", Duration.ZERO);
    there.plan("shop-1");
    there.set("CpuPercentage", 99.0);
    there.set("HttpQueueLength", 7.0);
    fake.with(there);
    Reading reading = monitor("shop", true, null).read(List.of());
    assertThat(reading.used()).isEmpty();
    assertThat(reading.queued()).as("also before the first request is counted").isEqualTo(7);
    assertThat(reading.demand()).isNull();
  }

  @Test
  void whatThePlanKnowsLaterThanTheAppMakesTheReadingOlder() {
    PlanNumbers plan =
        new PlanNumbers(
            () -> fake.client(Patience.DEFAULT, t -> {}),
            "g",
            "s",
            0.5,
            () -> new Now(0, Instant.EPOCH));
    String body =
        """
        {"value":[
          {"name":{"value":"CpuPercentage"},"timeseries":[{"data":[
            {"timeStamp":"2026-06-01T12:00:00Z","average":30.0},
            {"timeStamp":"2026-06-01T12:01:00Z","average":40.0}]}]},
          {"name":{"value":"HttpQueueLength"},"timeseries":[{"data":[
            {"timeStamp":"2026-06-01T12:00:00Z","average":2.0},
            {"timeStamp":"2026-06-01T12:01:00Z"}]}]}]}
        """;
    Minutes minutes = new Minutes(JsonMapper.builder().build().readTree(body));
    Reading reading = plan.reading(minutes, Instant.parse("2026-06-01T12:02:30Z"));
    assertThat(reading.used())
        .as("of the minute that both have")
        .containsEntry("processors of s", 0.6);
    assertThat(reading.queued()).isEqualTo(2);
    assertThat(reading.age()).isEqualTo(Duration.ofSeconds(90));
    assertThat(
            plan.reading(new Minutes(JsonMapper.builder().build().readTree("{}")), Instant.EPOCH))
        .isEqualTo(Reading.NOTHING);
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
