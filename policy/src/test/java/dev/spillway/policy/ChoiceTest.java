package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules.SiteRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of several public sites takes the overflow. */
class ChoiceTest {
  private static SiteRules site(
      String name, double each, @Nullable Money cost, Duration billed, int most) {
    return new SiteRules(
        name,
        Role.PUBLIC,
        Rate.perSecond(each),
        most,
        cost,
        IdleLevel.ZERO,
        false,
        true,
        false,
        billed);
  }

  private static SiteRules site(String name, double dollars, Duration billed) {
    return site(name, 100, new Money(dollars, "USD"), billed, 10);
  }

  /** The share of the first named site in a burst of half of home's capacity. */
  private static World burst(SiteRules... sites) {
    World w = new World(sites);
    w.ticks(30);
    w.ramp(600, 60);
    w.ticks(60);
    return w;
  }

  @Test
  void theCheaperOneComesFirst() {
    World w = burst(site("dear", 0.2, Duration.ZERO), site("cheap", 0.1, Duration.ZERO));
    assertThat(w.place("cheap").share).isGreaterThan(0.3);
    assertThat(w.place("dear").share).isZero();
  }

  @Test
  void aCheapHourIsDearForABurstOfMinutes() {
    World w = burst(site("hourly", 0.1, Duration.ofHours(1)), site("exact", 0.2, Duration.ZERO));
    assertThat(w.place("exact").share).isGreaterThan(0.3);
    assertThat(w.place("hourly").instances).isEmpty();
  }

  @Test
  void whatItCarriesForThePriceCounts() {
    World w =
        burst(
            site("small", 20, new Money(0.1, "USD"), Duration.ZERO, 50),
            site("large", 200, new Money(0.4, "USD"), Duration.ZERO, 50));
    assertThat(w.place("large").share).isGreaterThan(0.25);
    // What is left after whole large instances may be less than one of them.
    assertThat(w.place("small").instances.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void withoutAllPricesTheOrderIsThatOfTheFile() {
    World w =
        burst(site("first", 0.9, Duration.ZERO), site("second", 100, null, Duration.ZERO, 10));
    assertThat(w.place("first").share).isGreaterThan(0.3);
    assertThat(w.place("second").share).isZero();
  }

  @Test
  void atOnePriceTheOneThatStartsSoonerComesFirst() {
    World w = new World(site("slow", 0.1, Duration.ZERO), site("quick", 0.1, Duration.ZERO));
    w.ticks(5);
    w.memory = started(started(w.memory, "slow", 60), "quick", 4);
    w.ramp(600, 60);
    w.ticks(60);
    assertThat(w.place("quick").share).isGreaterThan(0.3);
    assertThat(w.place("slow").instances).isEmpty();
  }

  private static Memory started(Memory m, String site, double seconds) {
    return new Memory(
        m.at(),
        m.outlook(),
        m.changesLeft(),
        m.overAt(),
        m.lag(),
        m.sites().stream().map(s -> s.site().equals(site) ? warm(s, seconds) : s).toList());
  }

  private static SiteMemory warm(SiteMemory s, double seconds) {
    Learned l = s.learned();
    return s.withLearned(new Learned(l.warmUps().with(seconds), l.following(), l.ceiling()));
  }

  @Test
  void whatTheCheapOneRefusesGoesToTheNext() {
    World w = new World(site("cheap", 0.1, Duration.ZERO), site("dear", 0.2, Duration.ZERO));
    w.place("cheap").refusal = "quota of 0 cores";
    w.ticks(30);
    w.ramp(600, 60);
    w.ticks(60);
    assertThat(w.place("dear").share).isGreaterThan(0.3);
    assertThat(w.decision.site("cheap").reason()).contains("refuses more");
  }

  @Test
  void whatTheCheapOneHasNoRoomForGoesToTheNext() {
    World w =
        burst(
            site("cheap", 100, new Money(0.1, "USD"), Duration.ZERO, 1),
            site("dear", 0.2, Duration.ZERO));
    assertThat(w.place("cheap").ready()).isEqualTo(1);
    assertThat(w.place("dear").ready()).isGreaterThan(0);
  }
}
