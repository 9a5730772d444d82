package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Decision.SiteDecision;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.core.Signal;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** The same course of demand in small and in large, sampled every 10 s; a start takes 90 s. */
class ScaleTest {
  private static final int TICK = 10;
  private static final int WARM = 9;

  private record Wish(double share, int instances) {}

  /** Home carries {@code scale}, an instance a quarter of it; clients follow at once. */
  private static List<Wish> replay(double[] course, double scale) {
    Rules rules = rules(scale);
    Memory memory = Memory.fresh();
    List<Wish> wishes = new ArrayList<>();
    List<Integer> since = new ArrayList<>();
    double share = 0;
    for (int tick = 0; tick < course.length; tick++) {
      long second = (long) tick * TICK;
      Observation seen = seen(course[tick] * scale, share, since, tick);
      Now now = new Now(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
      Decided decided = Policy.decide(rules, memory, seen, now);
      memory = decided.memory();
      SiteDecision cloud = decided.decision().site("cloud");
      while (since.size() < cloud.instances()) {
        since.add(tick);
      }
      while (since.size() > cloud.instances()) {
        since.removeLast();
      }
      share = cloud.share().value();
      wishes.add(new Wish(share, cloud.instances()));
    }
    return wishes;
  }

  private static Observation seen(double demand, double share, List<Integer> since, int tick) {
    List<InstanceView> all = new ArrayList<>();
    for (int i = 0; i < since.size(); i++) {
      Readiness readiness = tick - since.get(i) > WARM ? Readiness.READY : Readiness.STARTING;
      all.add(new InstanceView("cloud-" + (i + 1), readiness, false, ""));
    }
    InstanceView home = new InstanceView("home-1", Readiness.READY, false, "");
    return new Observation(
        List.of(view("home", List.of(home), 1 - share, demand), view("cloud", all, share, demand)),
        List.of(),
        null);
  }

  private static SiteView view(String site, List<InstanceView> all, double share, double demand) {
    Signal here = new Signal(share * demand, Duration.ofSeconds(TICK));
    return new SiteView(
        site,
        all,
        false,
        false,
        null,
        Share.of(share),
        here,
        here,
        null,
        null,
        null,
        "",
        List.of());
  }

  private static Rules rules(double scale) {
    Duration s = Duration.ofSeconds(1);
    Tuning tuning =
        new Tuning(
            s.multipliedBy(30),
            s.multipliedBy(90),
            0.95,
            0.85,
            s.multipliedBy(480),
            s.multipliedBy(330),
            0.6,
            0.005,
            s.multipliedBy(1800),
            s.multipliedBy(30),
            s.multipliedBy(8),
            60,
            null,
            0.001);
    Rate home = Rate.perSecond(scale);
    Rate each = Rate.perSecond(scale / 4);
    return new Rules(
        List.of(
            new SiteRules("home", Role.PRIVATE, home, 1, null, IdleLevel.ZERO, false, false),
            new SiteRules("cloud", Role.PUBLIC, each, 1000, null, IdleLevel.ZERO, false, true)),
        tuning,
        null,
        List.of());
  }

  /** Some hours around {@code middle} of home's capacity, with waves, steps and noise. */
  private static double[] course(long seed, double middle, double swing) {
    Random random = new Random(seed);
    double[] course = new double[1500];
    double step = 1;
    for (int i = 0; i < course.length; i++) {
      step = random.nextInt(200) == 0 ? 0.7 + 0.6 * random.nextDouble() : step;
      double wave = 1 + swing * Math.sin(i / 90.0);
      course[i] = middle * wave * step * (1 + 0.03 * random.nextGaussian());
    }
    return course;
  }

  @Property(tries = 8)
  void aThousandTimesTheDemandGetsTheSameSharesAndInstances(@ForAll long seed) {
    double[] course = course(seed, 1, 0.5);
    List<Wish> small = replay(course, 0.4);
    List<Wish> large = replay(course, 400);
    assertThat(small).anyMatch(w -> w.share() > 0);
    for (int i = 0; i < course.length; i++) {
      assertThat(Math.abs(small.get(i).share() - large.get(i).share())).isLessThan(0.0101);
      assertThat(Math.abs(small.get(i).instances() - large.get(i).instances()))
          .isLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 20)
  void demandFarBelowHomesCapacityStartsNothingAndMovesNothing(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 0.69) double middle) {
    double[] course = course(seed, middle, 0);
    for (int i = 0; i < course.length; i++) {
      course[i] = Math.min(0.899, course[i]);
    }
    assertThat(replay(course, 200)).allMatch(w -> w.share() == 0 && w.instances() == 0);
  }

  @Property(tries = 15)
  void moreSteadyDemandNeverGetsFewerInstances(
      @ForAll @DoubleRange(min = 0, max = 4) double less,
      @ForAll @DoubleRange(min = 0, max = 1) double more) {
    assertThat(rest(less + more).instances()).isGreaterThanOrEqualTo(rest(less).instances());
  }

  private static Wish rest(double demand) {
    double[] course = new double[200];
    java.util.Arrays.fill(course, demand);
    return replay(course, 100).getLast();
  }
}
