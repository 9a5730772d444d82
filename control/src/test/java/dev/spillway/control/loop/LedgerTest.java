package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.control.loop.Ledger.Use;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static List<Use> use(int instances, int gateways) {
    return List.of(new Use("azure", 3.6, instances, 0, gateways, instances > 0));
  }

  @Test
  void instancesAndABillingGatewayCostByTheSecond() {
    Ledger after = Ledger.EMPTY.tick(use(2, 1), 10, 0, NOON);
    assertThat(after.spent()).isCloseTo(3 * 3.6 * 10 / 3600, within(1e-9));
    assertThat(after.burst()).isEqualTo(after.spent());
    assertThat(after.alwaysOnMonth(Map.of("azure", 3.6))).isEqualTo(2 * 3.6 * 730);
  }

  @Test
  void whatRanBeforeItWasSeenCostsToo() {
    Ledger after =
        Ledger.EMPTY
            .tick(List.of(new Use("azure", 3.6, 1, 25, 0, true)), 1, 0, NOON)
            .tick(use(1, 0), 4, 0, NOON);
    assertThat(after.spent()).isCloseTo((1 + 25 + 4) * 3.6 / 3600, within(1e-9));
    assertThat(after.burst()).isEqualTo(after.spent());
  }

  @Test
  void whatGoesOnWithoutABurstCountsInTheMonthAndInABurstWhileItLasts() {
    Ledger quiet = Ledger.EMPTY.tick(use(0, 0), 1000, 0.5, NOON);
    assertThat(quiet.spent()).isEqualTo(0.5);
    assertThat(quiet.burst()).isZero();
    Ledger burst = quiet.tick(use(1, 0), 1000, 0.5, NOON);
    assertThat(burst.burst()).isCloseTo(1.5, within(1e-9));
    Ledger after = burst.tick(use(0, 0), 1000, 0.5, NOON).tick(use(0, 0), 1000, 0.5, NOON);
    assertThat(after.burst()).as("over").isCloseTo(1.5, within(1e-9));
    assertThat(after.spent()).isCloseTo(3, within(1e-9));
  }

  @Test
  void aNewBurstStartsFromZeroAndANewMonthToo() {
    Ledger first = Ledger.EMPTY.tick(use(1, 0), 1000, 0, NOON).tick(use(0, 0), 1, 0, NOON);
    Ledger second = first.tick(use(1, 0), 1000, 0, NOON);
    assertThat(second.burst()).isCloseTo(1, within(1e-9));
    assertThat(second.spent()).isCloseTo(2, within(1e-9));
    Ledger december = second.tick(use(1, 0), 1000, 0, Instant.parse("2026-12-01T00:00:01Z"));
    assertThat(december.spent()).isCloseTo(1, within(1e-9));
    assertThat(december.burst()).isCloseTo(2, within(1e-9));
  }

  @Test
  void aClockThatIsSetBackStartsNoMonthTwice() {
    Instant eve = Instant.parse("2026-11-30T23:59:59Z");
    Instant december = Instant.parse("2026-12-01T00:00:01Z");
    Ledger first = Ledger.EMPTY.tick(use(1, 0), 1000, 0, december);
    Ledger back = first.tick(use(1, 0), 1000, 0, eve);
    assertThat(back.month()).isEqualTo("2026-12");
    assertThat(back.spent()).isCloseTo(2, within(1e-9));
    assertThat(back.tick(use(1, 0), 1000, 0, december).spent()).isCloseTo(3, within(1e-9));
    Ledger farAhead = first.tick(use(1, 0), 1000, 0, Instant.parse("2031-01-01T00:00:00Z"));
    Ledger home = farAhead.tick(use(1, 0), 1000, 0, december);
    assertThat(home.month()).isEqualTo("2026-12");
    assertThat(home.spent()).isCloseTo(2, within(1e-9));
  }
}
