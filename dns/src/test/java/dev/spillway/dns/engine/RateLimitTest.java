package dev.spillway.dns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long VICTIM = 0xC00002;
  private static final int NAME = 4711;
  private static final int BYTES = 100;
  private static final long SEED = 17;

  private static int allowed(RateLimit limit, long network, int kind, long from, int count) {
    int allowed = 0;
    for (int i = 0; i < count; i++) {
      allowed += limit.allows(network, kind, BYTES, from + i * (SECOND / count)) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void aFloodGetsASecondsWorthAtOnceAndThenTheRate() {
    RateLimit limit = new RateLimit(100, SEED);
    assertThat(allowed(limit, VICTIM, NAME, 0, 100_000)).as("first second").isBetween(195, 205);
    assertThat(allowed(limit, VICTIM, NAME, SECOND, 100_000)).as("second").isBetween(98, 102);
  }

  @Test
  void whoAsksBelowTheRateIsNeverLimited() {
    RateLimit limit = new RateLimit(100, SEED);
    for (int second = 0; second < 20; second++) {
      assertThat(allowed(limit, VICTIM, NAME, second * SECOND, 99)).isEqualTo(99);
    }
  }

  @Test
  void othersAndOtherKindsAreNotLimitedWithIt() {
    RateLimit limit = new RateLimit(10, SEED);
    allowed(limit, VICTIM, NAME, 0, 10_000);
    assertThat(limit.allows(VICTIM, NAME, BYTES, SECOND)).isTrue();
    assertThat(allowed(limit, VICTIM + 1, NAME, SECOND, 10)).isEqualTo(10);
    assertThat(allowed(limit, VICTIM, NAME + 1, SECOND, 10)).isEqualTo(10);
  }

  @Test
  void afterAPauseEverythingIsAllowedAgainAlsoAfterDays() {
    RateLimit limit = new RateLimit(10, SEED);
    allowed(limit, VICTIM, NAME, 0, 10_000);
    long days = 12 * 86_400 * SECOND; // the table's time goes round after 12.7 days
    assertThat(allowed(limit, VICTIM, NAME, days, 10)).isEqualTo(10);
  }

  /**
   * What a victim's network gets in ten seconds when a million different names are asked for it.
   */
  @Test
  void manyKindsTogetherGetAThousandBytesForEachAnswerOfOneKind() {
    for (int size : new int[] {60, 400, 1232}) {
      RateLimit limit = new RateLimit(100, SEED);
      long bytes = 0;
      for (int i = 0; i < 1_000_000; i++) {
        bytes += limit.allows(VICTIM, i, size, i * (10 * SECOND / 1_000_000)) ? size : 0;
      }
      // 100,000 bytes a second, and a second's worth at once
      assertThat(bytes).as("answers of %d", size).isBetween(1_080_000L, 1_100_000L + 2 * size);
    }
  }

  @Test
  void floodsOfOtherNetworksDoNotLiftTheTotal() {
    RateLimit limit = new RateLimit(100, SEED);
    long bytes = 0;
    for (int i = 0; i < 1_000_000; i++) {
      long now = i * (SECOND / 1_000_000);
      bytes += limit.allows(VICTIM, i, BYTES, now) ? BYTES : 0;
      limit.allows(VICTIM + 1 + i, NAME, BYTES, now);
    }
    assertThat(bytes).isLessThanOrEqualTo(200_000L + 2 * BYTES).isPositive();
  }

  @Test
  void whoSharesAnEntryWithWhomHangsOnTheSecret() {
    long[] others = new long[2];
    for (int seed = 0; seed < 2; seed++) {
      RateLimit limit = new RateLimit(1, seed);
      while (limit.allows(VICTIM, NAME + 1, 1000, 1) | limit.allows(VICTIM, NAME, 1000, 1)) {
        // until its network has had a second's worth
      }
      others[seed] = VICTIM + 1;
      while (limit.allows(others[seed], NAME, 1000, 1)) {
        others[seed]++;
      }
    }
    assertThat(others[0]).isNotEqualTo(others[1]);
  }
}
