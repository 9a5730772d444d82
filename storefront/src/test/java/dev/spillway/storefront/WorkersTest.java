package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers two = new Workers(2, 100, 150, 0);

  @Test
  void freeWorkersTakeRequestsAtOnce() {
    assertThat(two.admit(10)).contains(new Workers.Turn(10, 110));
    assertThat(two.admit(20)).contains(new Workers.Turn(20, 120));
  }

  @Test
  void laterRequestsWaitForTheWorkerThatIsFreeFirst() {
    two.admit(10);
    two.admit(20);
    assertThat(two.admit(30)).contains(new Workers.Turn(110, 210));
    assertThat(two.admit(30)).contains(new Workers.Turn(120, 220));
  }

  @Test
  void aRequestThatWouldWaitTooLongIsTurnedAwayAndTakesNoTime() {
    two.admit(0);
    two.admit(0);
    two.admit(0);
    two.admit(0);
    assertThat(two.admit(0)).isEqualTo(Optional.empty());
    assertThat(two.admit(60)).contains(new Workers.Turn(200, 300));
  }

  @Test
  void underOverloadExactlyTheCapacityIsServed() {
    int served = 0;
    for (long now = 0; now < 100_000; now += 20) {
      served += two.admit(now).isPresent() ? 1 : 0;
    }
    // 2 workers of 100 time units each over 100,000 units, and what still waits at the end.
    assertThat(served).isBetween(2000, 2004);
  }
}
