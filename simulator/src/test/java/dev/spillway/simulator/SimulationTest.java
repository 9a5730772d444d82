package dev.spillway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.simulator.policies.Policies;
import dev.spillway.simulator.policies.PrivateOnly;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  @Test
  void aShortBurstIsCarriedAndNothingIsLeftOfIt() {
    List<Moment> moments = new ArrayList<>();
    Result r = Simulation.run(Worlds.quick(0.05), Worlds.evening(), moments::add);
    assertThat(r.lostPercent()).isLessThan(0.5);
    assertThat(r.instancesAtEnd()).isZero();
    assertThat(r.dnsChanges()).isLessThan(40);
    assertThat(turns(moments)).as("ups and downs of the share").isLessThanOrEqualTo(2);
    assertThat(moments).hasSize(330);
    assertThat(moments.get(90).share()).isGreaterThan(0.4);
  }

  private static int turns(List<Moment> moments) {
    int turns = 0;
    int direction = 0;
    for (int i = 1; i < moments.size(); i++) {
      double change = moments.get(i).share() - moments.get(i - 1).share();
      // A share that meets what is ready gives way by a point until more is ready.
      int next = Math.abs(change) < 0.02 ? 0 : Double.compare(change, 0);
      if (next != 0 && next != direction) {
        turns++;
        direction = next;
      }
    }
    return turns;
  }

  @Test
  void withoutPublicSitesAllAboveHomeIsLost() {
    Rates rates = Rates.of(50, 100, 150, 200);
    Result r = Simulation.run(Worlds.quick(0), new PrivateOnly(), rates, m -> {});
    assertThat(r.lost()).isEqualTo(150);
    assertThat(r.instanceHours()).isZero();
  }

  @Test
  void comparingShowsWhatEachPolicyLosesAndCosts() {
    List<Result> all = Simulation.compare(Worlds.quick(0.05), Worlds.evening());
    assertThat(all).extracting(Result::policy).containsExactlyElementsOf(Policies.NAMES);
    assertThat(all.get(0).lost()).isLessThan(all.get(4).lost() / 10);
    assertThat(all.get(0).instanceHours()).isLessThan(all.get(5).instanceHours());
    assertThat(all.get(6).instanceHours()).isLessThan(all.get(5).instanceHours());
  }

  @Test
  void theSameSeriesGivesTheSameResult() {
    assertThat(Simulation.run(Worlds.quick(0.05), Worlds.evening(), m -> {}))
        .isEqualTo(Simulation.run(Worlds.quick(0.05), Worlds.evening(), m -> {}));
  }

  @Test
  void anInstanceIsBilledInWholeGranules() {
    Settings plain = Worlds.quick(0);
    Settings hourly =
        new Settings(
            plain.rules(),
            plain.warmUp(),
            plain.tick(),
            plain.delay(),
            0,
            Duration.ofHours(1),
            2,
            plain.start());
    Result bySecond = Simulation.run(plain, Worlds.evening(), m -> {});
    Result byHour = Simulation.run(hourly, Worlds.evening(), m -> {});
    assertThat(byHour.lost()).isEqualTo(bySecond.lost());
    assertThat(byHour.instanceHours()).isEqualTo(Math.rint(byHour.instanceHours()));
    assertThat(byHour.instanceHours()).isGreaterThan(bySecond.instanceHours());
  }

  @Test
  void aQueueRidesOutAShortPeakOnly() {
    Rates peak = Rates.of(100, 250, 50, 50, 100, 250, 250, 250);
    Result r = Simulation.run(Worlds.quick(0), new PrivateOnly(), peak, m -> {});
    assertThat(r.lost()).isEqualTo(600);
    // 200 may wait: the first peak of 150 does, of the second 450 - 200 are lost; 50 still waited.
    assertThat(r.lostPercentQueued() * r.requests() / 100).isEqualTo(300);
  }
}
