package dev.spillway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Rate;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Tuning;
import dev.spillway.policy.Insight;
import dev.spillway.simulator.policies.SpillwayPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the policy learns of a world from its own steps there. */
class LearningTest {
  /** Bursts, one after the other: home at 60 % of its capacity, then up to 230 %. */
  private static Rates bursts(int count) {
    Rates one = Worlds.evening();
    double[] all = new double[count * one.seconds()];
    for (int t = 0; t < all.length; t++) {
      all[t] = one.at(t % one.seconds());
    }
    return Rates.of(all);
  }

  private record Run(Insight insight, Result result, List<Moment> moments) {}

  private static Run run(Settings settings, Rates rates) {
    SpillwayPolicy policy = new SpillwayPolicy(settings.rules());
    List<Moment> moments = new ArrayList<>();
    Result result = Simulation.run(settings, policy, rates, moments::add);
    return new Run(Insight.of(settings.rules(), policy.memory()), result, moments);
  }

  @Test
  void whereClientsFollowWithinALifetimeThatIsLearned() {
    Insight seen = run(Worlds.quick(0), bursts(12)).insight();
    assertThat(seen.lag().half()).isBetween(Duration.ofMillis(400), Duration.ofMillis(1700));
    assertThat(seen.lag().most()).isBetween(Duration.ofMillis(800), Duration.ofMillis(3000));
    assertThat(seen.lag().readings()).isGreaterThan(50);
  }

  @Test
  void whereClientsKeepAnswersForFiveLifetimesThatIsLearned() {
    Settings slow = Worlds.quick(0).in(new Reality(1, Duration.ofSeconds(10), Map.of(), null));
    Insight seen = run(slow, bursts(12)).insight();
    assertThat(seen.lag().half()).isBetween(Duration.ofMillis(3500), Duration.ofMillis(6500));
    assertThat(seen.lag().most()).isBetween(Duration.ofMillis(7000), Duration.ofMillis(12000));
  }

  @Test
  void whereSitesSeeAThirdLessThanPublishedMoreIsPublished() {
    Settings skewed = Worlds.quick(0).in(new Reality(0.65, null, Map.of(), null));
    Run run = run(skewed, bursts(12));
    assertThat(run.insight().site("azure").follows()).isCloseTo(0.65, within(0.08));
    Run plain = run(Worlds.quick(0), bursts(12));
    assertThat(plain.insight().site("azure").follows()).isEqualTo(1);
    // What it costs to learn is lost once; later bursts are carried as if all had come.
    double late = lost(run.moments(), 6);
    assertThat(late).isLessThan(2 * lost(plain.moments(), 6) + 0.002 * demand(run.moments(), 6));
  }

  @Test
  void aStaleTailIsNoReasonToCorrect() {
    Run run = run(Worlds.quick(0.25), bursts(12));
    assertThat(run.insight().site("azure").follows()).isCloseTo(1, within(0.1));
  }

  @Test
  void warmUpsAreLearnedAsTheyAre() {
    Settings plain = Worlds.quick(0);
    Rules rules = plain.rules();
    Settings slow =
        new Settings(
            rules,
            Duration.ofSeconds(15),
            plain.tick(),
            plain.delay(),
            0,
            plain.granule(),
            2,
            plain.start());
    Insight.StartTimes times = run(slow, bursts(3)).insight().site("azure").warmUp();
    assertThat(times.half().toSeconds()).isBetween(14L, 17L);
    assertThat(times.most().toSeconds()).isBetween(14L, 18L);
    assertThat(times.seen()).isBetween(3, 16);
  }

  /** Home is said to carry 100 req/s and an instance 40; both are to be learned. */
  private static Settings learning(double home, double each) {
    Settings plain = Worlds.quick(0);
    Rules rules = plain.rules();
    Tuning t = rules.tuning();
    Tuning promised =
        new Tuning(
            t.ttl(),
            t.warmUp(),
            t.spillAt(),
            t.returnAt(),
            t.hold(),
            t.instanceHold(),
            t.step(),
            t.leftover(),
            t.drainMax(),
            t.staleAfter(),
            t.linkGrace(),
            t.changesPerHour(),
            Duration.ofMillis(200),
            t.errors());
    List<SiteRules> sites =
        rules.sites().stream()
            .map(s ->
                new SiteRules(
                    s.name(),
                    s.role(),
                    s.capacity(),
                    s.instances(),
                    s.cost(),
                    s.idle(),
                    s.linked(),
                    s.scales(),
                    true))
            .toList();
    return plain
        .with(new Rules(sites, promised, null, List.of()))
        .in(
            new Reality(
                1,
                null,
                Map.of("hq", Rate.perSecond(home), "azure", Rate.perSecond(each)),
                Duration.ofMillis(10)));
  }

  /** An hour at 80 % of what home is said to carry, then 130 %, again and again. */
  private static Rates longDays(int count) {
    double[] all = new double[count * 3600];
    for (int t = 0; t < all.length; t++) {
      all[t] = t % 3600 < 1200 ? 60 : t % 3600 < 1500 ? 60 + 80 * (t % 3600 - 1200) / 300.0 : 140;
    }
    return Rates.of(all);
  }

  @Test
  void aHomeThatCarriesLessThanWasSaidIsFoundOut() {
    Run run = run(learning(70, 40), longDays(4));
    Insight.LearnedCapacity home = run.insight().site("hq").capacity();
    assertThat(home.confidence()).isGreaterThan(0.5);
    assertThat(home.perSecond()).isBetween(50.0, 70.0);
    assertThat(run.insight().site("azure").capacity().perSecond()).isBetween(28.0, 42.0);
    double believed =
        run(Worlds.quick(0).in(learning(70, 40).reality()), longDays(4)).result().lost();
    assertThat(run.result().lost()).isLessThan(0.5 * believed);
  }

  @Test
  void aHomeThatCarriesMoreThanWasSaidIsUsed() {
    Run run = run(learning(150, 40), longDays(4));
    Insight.LearnedCapacity home = run.insight().site("hq").capacity();
    assertThat(home.confidence()).isGreaterThan(0.5);
    assertThat(home.perSecond()).isGreaterThan(105);
    Result believed = run(Worlds.quick(0).in(learning(150, 40).reality()), longDays(4)).result();
    assertThat(run.result().instanceHours()).isLessThan(believed.instanceHours());
  }

  private static double lost(List<Moment> moments, int fromBurst) {
    return moments.stream().skip(330L * fromBurst).mapToDouble(Moment::lost).sum();
  }

  private static double demand(List<Moment> moments, int fromBurst) {
    return moments.stream().skip(330L * fromBurst).mapToDouble(Moment::demand).sum();
  }
}
