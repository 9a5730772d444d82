package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.LinkStatus;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules that need no socket: windows, liveness, back-off, texts. */
class RulesOfTheLinkTest {
  private static final long MS = 1_000_000;
  private static final int KIB = 1024;

  @Test
  void aWindowDoublesWhenHalfOfItTakesLessThanTwoRoundTrips() throws ProtocolException {
    ReceiveWindow window = new ReceiveWindow(new WindowBudget(64 * KIB * KIB), 0);
    window.received(128 * KIB);
    assertThat(window.handedOver(100 * KIB, 50 * MS, 50 * MS)).isZero();
    // Half of 256 KiB within 60 ms at 50 ms: credit for it, and 256 KiB more.
    assertThat(window.handedOver(28 * KIB, 60 * MS, 50 * MS)).isEqualTo(384 * KIB);
    assertThat(window.size()).isEqualTo(512 * KIB);
  }

  @Test
  void aSlowReaderKeepsItsSmallWindow() throws ProtocolException {
    ReceiveWindow window = new ReceiveWindow(new WindowBudget(64 * KIB * KIB), 0);
    window.received(128 * KIB);
    assertThat(window.handedOver(128 * KIB, 2000 * MS, 50 * MS)).isEqualTo(128 * KIB);
    assertThat(window.size()).isEqualTo(256 * KIB);
  }

  @Test
  void aWindowEndsAtSixteenMebibytesAndWithTheSessionsBudget() throws ProtocolException {
    WindowBudget budget = new WindowBudget(17 * KIB * KIB);
    ReceiveWindow first = grown(budget);
    assertThat(first.size()).isEqualTo(16 * KIB * KIB);
    ReceiveWindow second = grown(budget);
    assertThat(second.size()).isBetween(KIB * KIB, KIB * KIB + 2 * WindowBudget.FLOOR);
    assertThat(new ReceiveWindow(budget, 0).size()).isEqualTo(WindowBudget.FLOOR);
    first.release();
    assertThat(new ReceiveWindow(budget, 0).size()).isGreaterThanOrEqualTo(WindowBudget.START);
  }

  @Test
  void aStreamBeginsWithWhatAnEarlierOneGrewTo() throws ProtocolException {
    WindowBudget budget = new WindowBudget(64 * KIB * KIB);
    ReceiveWindow small = new ReceiveWindow(budget, 0);
    ReceiveWindow large = grown(budget);
    small.release();
    assertThat(new ReceiveWindow(budget, 0).size()).isEqualTo(WindowBudget.START);
    large.release();
    assertThat(new ReceiveWindow(budget, 0).size()).isEqualTo(4 * KIB * KIB);
  }

  @Test
  void whatManyStreamsBeginWithLeavesHalfOfTheBudgetForTheUsual() throws ProtocolException {
    WindowBudget budget = new WindowBudget(64 * KIB * KIB);
    grown(budget).release();
    int before = Integer.MAX_VALUE;
    for (int i = 0; i < 130; i++) {
      int size = new ReceiveWindow(budget, 0).size();
      assertThat(size).isBetween(WindowBudget.START, before);
      before = size;
    }
    assertThat(before).isEqualTo(WindowBudget.START);
  }

  private static ReceiveWindow grown(WindowBudget budget) throws ProtocolException {
    ReceiveWindow window = new ReceiveWindow(budget, 0);
    for (int round = 0; round < 20; round++) {
      int half = (window.size() + 1) / 2;
      window.received(half);
      window.handedOver(half, round, 50 * MS);
    }
    return window;
  }

  @Test
  void aSenderThatExceedsItsWindowIsFound() {
    ReceiveWindow window = new ReceiveWindow(new WindowBudget(64 * KIB * KIB), 0);
    assertThatThrownBy(() -> window.received(256 * KIB + 1)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aSessionIsDeadWhenAPingWaitsForTheWholeDeadline() {
    Liveness liveness = new Liveness(LinkTimings.DEFAULT, 0);
    assertThat(liveness.pingDue(0)).isTrue();
    liveness.pinged(0);
    liveness.pinged(1000 * MS);
    assertThat(liveness.isDead(3999 * MS)).isFalse();
    assertThat(liveness.isDead(4000 * MS)).isTrue();
    liveness.heard();
    assertThat(liveness.isDead(4000 * MS)).isFalse();
    liveness.pinged(5000 * MS);
    assertThat(liveness.isDead(8999 * MS)).isFalse();
    assertThat(liveness.isDead(9000 * MS)).isTrue();
  }

  @Test
  void aSessionThatPausedWithoutAPingIsNotDead() {
    Liveness liveness = new Liveness(LinkTimings.DEFAULT, 0);
    liveness.pinged(0);
    liveness.heard();
    assertThat(liveness.isDead(3_600_000 * MS)).isFalse();
    assertThat(liveness.pingDue(3_600_000 * MS)).isTrue();
  }

  @Test
  void theRoundTripIsThatOfTheLastPong() {
    Liveness liveness = new Liveness(LinkTimings.DEFAULT, 0);
    assertThat(liveness.roundTripNanos()).isNegative();
    liveness.ponged(10 * MS, 31 * MS);
    assertThat(liveness.roundTripNanos()).isEqualTo(21 * MS);
    liveness.ponged(50 * MS, 40 * MS); // invented by the other end
    assertThat(liveness.roundTripNanos()).isEqualTo(21 * MS);
  }

  @Test
  void onePongThatQueuedBehindDataDoesNotMakeTheLineLong() {
    Liveness liveness = new Liveness(LinkTimings.DEFAULT, 0);
    assertThat(liveness.usualRoundTripNanos()).isNegative();
    for (long trip : new long[] {21, 900, 20, 22, 23}) {
      liveness.ponged(0, trip * MS);
    }
    assertThat(liveness.roundTripNanos()).isEqualTo(23 * MS);
    assertThat(liveness.usualRoundTripNanos()).isEqualTo(22 * MS);
    for (int i = 0; i < 3; i++) {
      liveness.ponged(0, 80 * MS);
    }
    assertThat(liveness.usualRoundTripNanos()).as("it is longer now").isEqualTo(80 * MS);
  }

  @Test
  void attemptsComeAfterATenthOfASecondUpToOneSecond() {
    Backoff longest = new Backoff(() -> 1);
    assertThat(IntStream.range(0, 6).mapToObj(n -> longest.next().toMillis()))
        .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    longest.worked();
    assertThat(longest.next()).isEqualTo(Duration.ofMillis(100));
    assertThat(new Backoff(() -> 0).next()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void whoIsReplacedAgainAndAgainWaitsUpToTenSeconds() {
    Backoff longest = new Backoff(() -> 1);
    List<Long> waits = new ArrayList<>();
    for (int duel = 0; duel < 6; duel++) {
      longest.worked();
      longest.replaced();
      waits.add(longest.next().toMillis());
    }
    assertThat(waits).containsExactly(1000L, 2000L, 4000L, 8000L, 10_000L, 10_000L);
    longest.worked();
    longest.stood();
    assertThat(longest.next().toMillis()).isEqualTo(100);
  }

  @Test
  void theDefaultWaits() {
    assertThat(LinkTimings.DEFAULT)
        .isEqualTo(
            new LinkTimings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3)));
  }

  @Test
  void aGreetingOfAnotherReleaseSaysWhatToDo() throws ProtocolException {
    Hello hello = new Hello("shop", "cloud", List.of("mail", "db"));
    assertThat(Hello.parse(hello.text())).isEqualTo(hello);
    assertThat(hello.services()).containsExactly("db", "mail");
    assertThatThrownBy(() -> Hello.parse("spillway-link 9\nx"))
        .hasMessageContaining("install the same release on both ends");
    assertThatThrownBy(() -> Hello.parse("spillway-link 1\nshop\nclo ud\n"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void resultsOfChecksAreTheSameAfterTheWire() {
    Map<String, String> failures = new LinkedHashMap<>();
    failures.put("db", "");
    failures.put("mail", "10.0.0.1:25: Connection refused=yes");
    assertThat(Checked.parse(Checked.text(failures))).isEqualTo(failures);
  }

  @Test
  void theStatusIsTheSameAfterTheText() {
    AgentConfig.Target target =
        new AgentConfig.Target("shop", "cloud", new dev.spillway.core.Endpoint("h", 1), Map.of());
    LinkStatus up =
        new LinkStatus(
            true,
            Duration.ofMillis(20),
            3,
            Map.of("db", true, "m", false),
            Map.of("db", 0.25),
            Duration.ZERO);
    String text = StatusText.write(Map.of(target, up));
    assertThat(StatusText.read(text, "shop", "cloud")).contains(up);
    assertThat(StatusText.read(text, "shop", "other")).isEmpty();
    LinkStatus down = new LinkStatus(false, null, 0, Map.of(), Duration.ofMillis(1500));
    assertThat(StatusText.read(StatusText.write(Map.of(target, down)), "shop", "cloud"))
        .contains(down);
  }
}
