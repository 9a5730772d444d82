package dev.spillway.dns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long VICTIM = 0xC00002;
  private static final int NAME = 4711;

  private static int allowed(RateLimit limit, long network, int kind, long from, int count) {
    int allowed = 0;
    for (int i = 0; i < count; i++) {
      allowed += limit.allows(network, kind, from + i * (SECOND / count)) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void aFloodGetsASecondsWorthAtOnceAndThenTheRate() {
    RateLimit limit = new RateLimit(100);
    assertThat(allowed(limit, VICTIM, NAME, 0, 100_000)).as("first second").isBetween(195, 205);
    assertThat(allowed(limit, VICTIM, NAME, SECOND, 100_000)).as("second").isBetween(98, 102);
  }

  @Test
  void whoAsksBelowTheRateIsNeverLimited() {
    RateLimit limit = new RateLimit(100);
    for (int second = 0; second < 20; second++) {
      assertThat(allowed(limit, VICTIM, NAME, second * SECOND, 99)).isEqualTo(99);
    }
  }

  @Test
  void othersAndOtherKindsAreNotLimitedWithIt() {
    RateLimit limit = new RateLimit(10);
    allowed(limit, VICTIM, NAME, 0, 10_000);
    assertThat(limit.allows(VICTIM, NAME, SECOND)).isTrue();
    assertThat(allowed(limit, VICTIM + 1, NAME, SECOND, 10)).isEqualTo(10);
    assertThat(allowed(limit, VICTIM, NAME + 1, SECOND, 10)).isEqualTo(10);
  }

  @Test
  void afterAPauseEverythingIsAllowedAgainAlsoAfterDays() {
    RateLimit limit = new RateLimit(10);
    allowed(limit, VICTIM, NAME, 0, 10_000);
    long days = 12 * 86_400 * SECOND; // the table's time goes round after 12.7 days
    assertThat(allowed(limit, VICTIM, NAME, days, 10)).isEqualTo(10);
  }
}
