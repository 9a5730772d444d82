package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.KnownEvent;
import dev.spillway.core.Rate;
import org.junit.jupiter.api.Test;

/** A sale is announced: everything is ready when it begins, stays while it lasts, and goes then. */
class KnownEventsTest {
  private static final long BEGIN = 600;
  private static final long END = 1200;

  private final World w = new World();

  KnownEventsTest() {
    w.events.add(
        new KnownEvent(
            "ticket sale",
            World.NOON.plusSeconds(BEGIN),
            World.NOON.plusSeconds(END),
            Rate.perSecond(900)));
  }

  private void until(long second) {
    while (w.second < second) {
      w.tick();
    }
  }

  @Test
  void longBeforeNothingIsStarted() {
    until(BEGIN - 100);
    assertThat(w.azure().instances).isEmpty();
    assertThat(w.azure().share).isZero();
  }

  @Test
  void atItsBeginItIsCarriedWithoutLossThoughItComesInOneSecond() {
    until(BEGIN);
    assertThat(w.azure().ready()).isGreaterThanOrEqualTo(5);
    assertThat((1 - w.azure().share) * 900).as("at home, of 400").isLessThanOrEqualTo(400);
    assertThat(w.azure().share * 900)
        .as("in the cloud")
        .isLessThanOrEqualTo(100 * w.azure().ready());
    assertThat(w.decision.site("azure").reason()).contains("'ticket sale' brings 900 req/s until");
  }

  @Test
  void whileItLastsNothingIsLetGoEvenIfNobodyComes() {
    until(BEGIN);
    long ready = w.azure().ready();
    double share = w.azure().share;
    until(END - 1);
    assertThat(w.azure().ready()).isGreaterThanOrEqualTo(ready);
    assertThat(w.azure().share).isGreaterThanOrEqualTo(share);
  }

  @Test
  void afterItsEndEverythingComesHome() {
    until(END + 300);
    assertThat(w.azure().share).isZero();
    assertThat(w.azure().instances).isEmpty();
  }

  @Test
  void moreThanWasAnnouncedIsServedAsWell() {
    until(BEGIN);
    w.demand = 1200;
    until(BEGIN + 300);
    assertThat(w.azure().ready()).isGreaterThanOrEqualTo(8);
  }
}
