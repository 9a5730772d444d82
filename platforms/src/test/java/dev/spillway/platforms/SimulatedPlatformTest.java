package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Platform;
import dev.spillway.core.Reading;
import dev.spillway.core.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatedPlatformTest extends PlatformContract {
  private Duration passed = Duration.ZERO;
  private final Ticker ticker = () -> new Now(passed.toNanos(), Instant.EPOCH.plus(passed));

  @Override
  protected Platform make() throws Exception {
    AdapterSpec spec = new AdapterSpec("simulated", Map.of("warm-up", "30s"));
    return new SimulatedPlatform(spec, Contexts.of(folder, List.of()), ticker);
  }

  @Override
  protected Path artifact() throws Exception {
    return Files.writeString(folder.resolve("app.jar"), "any bytes");
  }

  @Override
  protected void pass() {
    passed = passed.plusSeconds(10);
  }

  @Test
  void anInstanceRunsAfterItsWarmUpAndNotBefore() throws Exception {
    stage();
    start("a-1");
    passed = passed.plusSeconds(29);
    assertThat(platform.instances().getFirst().state()).isEqualTo(Instance.State.STARTING);
    passed = passed.plusSeconds(1);
    assertThat(platform.instances().getFirst().state()).isEqualTo(Instance.State.RUNNING);
  }

  @Test
  void demandSwingsAndWhatInstancesCannotCarryIsRejected() throws Exception {
    SimulatedSignal signal =
        new SimulatedSignal(
            new AdapterSpec(
                "simulated",
                Map.of(
                    "demand", "40/s", "amplitude", "20/s", "period", "100s", "capacity", "50/s")),
            ticker);
    stage();
    start("a-1");
    passed = passed.plusSeconds(125);
    Reading peak = signal.read(platform.instances());
    assertThat(peak.demand()).isCloseTo(60, within(1e-9));
    assertThat(peak.served()).isCloseTo(50, within(1e-9));
    assertThat(peak.rejected()).isCloseTo(10, within(1e-9));
    assertThat(peak.health()).isEqualTo(Map.of("a-1", true));
    passed = passed.plusSeconds(50);
    assertThat(signal.read(List.of()).demand()).isCloseTo(20, within(1e-9));
  }
}
