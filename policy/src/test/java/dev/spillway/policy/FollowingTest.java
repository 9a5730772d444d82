package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class FollowingTest {
  private static final Duration TTL = Duration.ofSeconds(20);
  private static final long SECOND = 1_000_000_000L;

  /** A share that has stood for long, read every two seconds. */
  private static Following read(
      double published, double comes, double noise, int seconds, Random random) {
    Following f = Following.NONE.seen(published, 0, 0, TTL);
    for (int t = 2; t <= seconds; t += 2) {
      long nanos = t * SECOND;
      double observed = Math.max(0, comes + noise * random.nextGaussian());
      f = f.seen(published, nanos, nanos, TTL).with(observed, Lag.guess(), nanos, nanos, TTL);
    }
    return f;
  }

  @Property(tries = 50)
  void whatClearlyDiffersIsCorrected(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.55, max = 1.8) double ratio) {
    Following f = read(0.4, 0.4 * ratio, 0.01, 3600, new Random(seed));
    assertThat(f.ratio()).isCloseTo(ratio, within(0.05));
    double off = Math.abs(ratio - 1);
    assertThat(Math.abs(f.used() - 1)).isLessThanOrEqualTo(off + 0.05);
    if (off > 0.3) {
      assertThat(f.used()).isCloseTo(ratio, within(0.06));
    } else if (off < 0.05) {
      assertThat(f.used()).isEqualTo(1);
    }
  }

  @Property(tries = 30)
  void noiseAloneChangesNothing(@ForAll long seed) {
    assertThat(read(0.4, 0.4, 0.1, 3600, new Random(seed)).used()).isEqualTo(1);
  }

  @Example
  void aNoisyMinuteChangesNothing() {
    assertThat(read(0.4, 0.1, 0, 80, new Random(1)).used()).isEqualTo(1);
    assertThat(read(0.4, 0.1, 0, 1200, new Random(1)).used()).isLessThan(0.6);
  }

  @Example
  void theCorrectionIsBounded() {
    assertThat(read(0.4, 0, 0, 7200, new Random(1)).used()).isEqualTo(0.5);
    assertThat(read(0.1, 1, 0, 7200, new Random(1)).used()).isEqualTo(2);
  }

  @Example
  void clientsThatAreStillOnTheirWayAreNoError() {
    Following f = read(0.4, 0.4, 0, 1200, new Random(1));
    Lag lag = Lag.guess();
    for (int t = 0; t < 900; t += 2) {
      long nanos = (1200 + t) * SECOND;
      f = f.seen(0.1, 1200 * SECOND, nanos, TTL);
      f = f.with(0.4 - 0.3 * lag.at(t / 20.0), lag, nanos, nanos, TTL);
    }
    assertThat(f.ratio()).isCloseTo(1, within(1e-9));
    assertThat(f.moves()).hasSize(1);
  }

  @Property(tries = 30)
  void whatIsRememberedOfChangesSumsUpToWhatIsPublished(@ForAll long seed) {
    Random random = new Random(seed);
    Following f = Following.NONE;
    double published = 0;
    for (int t = 0; t < 500; t++) {
      published = random.nextInt(5) == 0 ? random.nextDouble() : published;
      f = f.seen(published, t * SECOND, (t + 1) * SECOND, TTL);
      assertThat(f.moves().size()).isLessThanOrEqualTo(Following.MOST);
    }
    assertThat(f.explained(Lag.guess(), 1_000_000 * SECOND, TTL))
        .isCloseTo(published, within(1e-9));
  }
}
