package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Decision;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Plan;
import dev.spillway.core.Role;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds whatever happens: random days with random faults, from a seed. */
class PropertiesTest {
  /** A day of some minutes; {@code check} looks at each second's observation, decision and plan. */
  private static World day(long seed, Check check) {
    Random random = new Random(seed);
    World w = new World(World.site("azure", true), World.site("other", false));
    w.tuning = World.tuning(0.1 + random.nextDouble() * 0.9, 1 + random.nextInt(600));
    for (int i = 0; i < 240; i++) {
      fault(w, random);
      w.tick();
      check.look(w, w.seen, w.decision, w.plan);
    }
    return w;
  }

  private interface Check {
    void look(World w, Observation seen, Decision decision, Plan plan);
  }

  private static void fault(World w, Random random) {
    switch (random.nextInt(20)) {
      case 0 -> w.demand = random.nextDouble() * 1500;
      case 1 -> w.azure().link = random.nextBoolean() ? World.up() : World.down(random.nextInt(20));
      case 2 -> w.hq().age = Duration.ofSeconds(random.nextInt(10));
      case 3 -> w.azure().age = Duration.ofSeconds(random.nextInt(10));
      case 4 -> w.startsWork = random.nextInt(4) > 0;
      case 5, 6 -> {
        World.Place p = List.copyOf(w.places.values()).get(random.nextInt(3));
        Readiness[] all = Readiness.values();
        for (String id : List.copyOf(p.instances.keySet())) {
          if (random.nextInt(3) == 0) {
            p.set(id, all[random.nextInt(all.length)], random.nextInt(5) == 0);
          }
        }
      }
      case 7 ->
          w.memory = random.nextInt(4) == 0 ? Memory.afterRestart(w.memory, w.now()) : w.memory;
      default -> w.demand = Math.max(0, w.demand * (0.95 + random.nextDouble() * 0.1));
    }
  }

  @Property(tries = 25)
  void sharesAreNeverNegativeAndSumToOne(@ForAll long seed) {
    day(
        seed,
        (w, seen, decision, plan) ->
            assertThat(decision.sites().stream().mapToDouble(s -> s.share().value()).sum())
                .isBetween(1 - 1e-5, 1 + 1e-5));
  }

  @Property(tries = 25)
  void aShareThatRisesIsWithinWhatIsReady(@ForAll long seed) {
    day(
        seed,
        (w, seen, decision, plan) -> {
          for (Decision.SiteDecision d : decision.sites()) {
            World.Place p = w.place(d.site());
            boolean rises = d.share().value() > seen.site(d.site()).share().value() + 1e-9;
            if (p.rules.role() == Role.PUBLIC
                && (rises || decision.phase() == Phase.SPILLING)
                && awayFor(w, seen, d.site()) == 0) {
              double sent = d.share().value() * demand(decision);
              assertThat(sent).isLessThanOrEqualTo(seen.site(d.site()).ready() * 100 + 1e-6);
            }
          }
        });
  }

  private static double demand(Decision decision) {
    return decision.demand() == null ? 0 : decision.demand().perSecond();
  }

  private static long awayFor(World w, Observation seen, String site) {
    return Facts.linkWell(w.place(site).rules, seen.site(site))
            && w.memory.site(site).linkLostSince() == null
        ? 0
        : 1;
  }

  @Property(tries = 25)
  void withoutFreshSignalsOfHomeNothingThatServesIsStopped(@ForAll long seed) {
    day(
        seed,
        (w, seen, decision, plan) -> {
          if (w.hq().age.toSeconds() > 5) {
            for (Plan.Step step : plan.steps()) {
              if (step instanceof Plan.StopInstance stop) {
                assertThat(seen.site(stop.site()).instances())
                    .as(stop + " " + decision)
                    .filteredOn(i -> i.id().equals(stop.instance()))
                    .noneMatch(i -> i.readiness() == Readiness.READY && !i.outdated());
              }
            }
          }
        });
  }

  @Property(tries = 25)
  void aPlanKeepsItsOrder(@ForAll long seed) {
    day(
        seed,
        (w, seen, decision, plan) ->
            assertThat(plan.steps().stream().map(PropertiesTest::rank)).isSorted());
  }

  private static int rank(Plan.Step step) {
    return switch (step) {
      case Plan.StartGateway s -> 0;
      case Plan.StartInstance s -> 1;
      case Plan.SetShares s -> 2;
      case Plan.StopInstance s -> 3;
      case Plan.StopGateway s -> 4;
    };
  }

  @Property(tries = 10)
  void theSameInputGivesTheSameOutput(@ForAll long seed) {
    day(
        seed,
        (w, seen, decision, plan) -> {
          Decided once = Policy.decide(w.rules(), w.memory, seen, w.now());
          Decided twice = Policy.decide(w.rules(), w.memory, seen, w.now());
          assertThat(twice).isEqualTo(once);
        });
  }

  @Property(tries = 10)
  void aMemoryStaysSmall(@ForAll long seed) {
    assertThat(day(seed, (w, seen, decision, plan) -> {}).memory.toString().length())
        .isLessThan(9000);
  }

  @Property(tries = 10)
  void aSteadyWorldThatObeysComesToRest(@ForAll @IntRange(min = 0, max = 1300) int demand) {
    World w = new World();
    w.ticks(5);
    w.demand = demand;
    // Until the margins have learned that nothing moves any more, an instance may still be let go.
    w.ticks(2500);
    w.done.clear();
    w.ticks(100);
    assertThat(w.done).isEmpty();
    double carried = Math.min(demand, 400 + 1000);
    double lost =
        Math.max(0, w.hq().share * demand - 400)
            + Math.max(0, w.azure().share * demand - 100 * w.azure().ready());
    assertThat(lost).isLessThanOrEqualTo(demand - carried + 1e-6);
  }
}
