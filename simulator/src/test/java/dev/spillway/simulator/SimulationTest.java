package dev.spillway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Tuning;
import dev.spillway.simulator.policies.PrivateOnly;
import dev.spillway.simulator.reports.ResultTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  /** Home carries 100 req/s, an instance 40; a demonstration's short times. */
  private static Settings quick(double stale) {
    Tuning tuning =
        new Tuning(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            0.85,
            0.7,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            0.25,
            0.01,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(8),
            600,
            null,
            0.001);
    Rules rules =
        new Rules(
            List.of(
                new Rules.SiteRules(
                    "hq", Role.PRIVATE, Rate.perSecond(100), 2, null, IdleLevel.ZERO, false, true),
                new Rules.SiteRules(
                    "azure",
                    Role.PUBLIC,
                    Rate.perSecond(40),
                    10,
                    new Money(0.12, "USD"),
                    IdleLevel.ZERO,
                    true,
                    true)),
            tuning,
            null);
    return new Settings(
        rules,
        Duration.ofSeconds(4),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        stale,
        Instant.EPOCH);
  }

  /** 30 s at 60 % of home's capacity, up to 230 % in 45 s, held, back within 180 s, then quiet. */
  private static double[] evening() {
    double[] rates = new double[330];
    for (int t = 0; t < rates.length; t++) {
      double x =
          t < 30 ? 0 : t < 75 ? (t - 30) / 45.0 : t < 110 ? 1 : t < 180 ? 1 - (t - 110) / 70.0 : 0;
      rates[t] = 60 + 170 * x;
    }
    return rates;
  }

  @Test
  void aShortBurstIsCarriedAndNothingIsLeftOfIt() {
    List<Moment> moments = new ArrayList<>();
    Result r = Simulation.run(quick(0.05), evening(), moments::add);
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
      int next = Double.compare(moments.get(i).share(), moments.get(i - 1).share());
      if (next != 0 && next != direction) {
        turns++;
        direction = next;
      }
    }
    return turns;
  }

  @Test
  void withoutPublicSitesAllAboveHomeIsLost() {
    double[] rates = {50, 100, 150, 200};
    Result r = Simulation.run(quick(0), new PrivateOnly(), rates, m -> {});
    assertThat(r.lost()).isEqualTo(150);
    assertThat(r.instanceHours()).isZero();
  }

  @Test
  void comparingShowsWhatEachPolicyLosesAndCosts() {
    List<Result> all = Simulation.compare(quick(0.05), evening());
    assertThat(all)
        .extracting(Result::policy)
        .containsExactly("spillway", "private-only", "always-on");
    assertThat(all.get(0).lost()).isLessThan(all.get(1).lost() / 10);
    assertThat(all.get(0).instanceHours()).isLessThan(all.get(2).instanceHours());
    assertThat(ResultTable.text(all).lines()).hasSize(4).first().asString().startsWith("policy");
  }

  @Test
  void theSameSeriesGivesTheSameResult() {
    assertThat(Simulation.run(quick(0.05), evening(), m -> {}))
        .isEqualTo(Simulation.run(quick(0.05), evening(), m -> {}));
  }
}
