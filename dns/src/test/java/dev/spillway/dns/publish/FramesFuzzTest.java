package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Mutator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes between controller and nodes, with some bytes changed: refused or taken. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FramesFuzzTest {
  private int taken;
  private int refused;

  private void change(char kind, long seed, Function<byte[], Boolean> read) {
    List<byte[]> from = FeedSeeds.of(kind);
    Mutator mutator = new Mutator(seed, FeedTarget.MOST_BYTES);
    while (mutator.more()) {
      if (Claim.noException(mutator.change(from), read)) {
        taken++;
      } else {
        refused++;
      }
    }
  }

  @Test
  void changedFramesAreReadOrEndTheConnection() {
    change('F', 31, bytes -> FeedTarget.frames(bytes) > 0);
    assertThat(taken).isPositive();
    assertThat(refused).as("ended before a frame").isPositive();
  }

  @Test
  void changedUpdatesAreTakenOrRefused() {
    change('U', 33, FeedTarget::update);
    assertThat(refused).isPositive();
  }

  /** The digest is made right again, so that what lies before it is reached. */
  @Test
  void changedTablesAreTakenOrRefused() {
    change('T', 32, FeedTarget::table);
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }
}
