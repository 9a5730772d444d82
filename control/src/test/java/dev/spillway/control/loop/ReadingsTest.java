package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Machine;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import dev.spillway.core.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final Now NOW = new Now(Duration.ofSeconds(500).toNanos(), Instant.EPOCH);

  /** A cloud's monitoring tells at second 490 what was two minutes before. */
  @Test
  void whatWasOldWhenItWasReadIsOlderNow() {
    Reading late =
        new Reading(
            Map.of(),
            Map.of(),
            70.0,
            null,
            null,
            null,
            null,
            Map.of(),
            Map.of("database", 0.4),
            Duration.ofSeconds(120));
    Readings readings =
        new Readings(List.of(new Readings.Timed(late, Duration.ofSeconds(490).toNanos())));
    assertThat(readings.signal(Reading::demand, NOW))
        .isEqualTo(new Signal(70, Duration.ofSeconds(130)));
    assertThat(readings.used(NOW))
        .containsExactly(Map.entry("database", new Signal(0.4, Duration.ofSeconds(130))));
  }

  @Test
  void machinesOfAllSourcesEachWithItsOwnAge() {
    Machine sql = new Machine("sql", "db", true, "running", List.of("10.1.0.20"), "");
    Machine gate = new Machine("gate", "", false, "stopped", List.of(), "start it");
    Readings readings =
        new Readings(
            List.of(
                new Readings.Timed(
                    Reading.ofMachines(List.of(sql)), Duration.ofSeconds(490).toNanos()),
                new Readings.Timed(
                    Reading.ofMachines(List.of(gate)), Duration.ofSeconds(470).toNanos())));
    assertThat(readings.machines(NOW))
        .containsExactly(
            new Readings.SeenMachine(sql, Duration.ofSeconds(10)),
            new Readings.SeenMachine(gate, Duration.ofSeconds(30)));
  }
}
