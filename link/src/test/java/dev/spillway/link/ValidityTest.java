package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Now;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A certificate holds a session up until a minute after its end, whatever the wall clock does. */
class ValidityTest {
  private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");
  private static final long SECOND = 1_000_000_000L;
  private final Validity validity = new Validity(Duration.ofSeconds(60));

  private boolean isOver(long nanos, String wall) {
    return validity.isOver(END, new Now(nanos, Instant.parse(wall)));
  }

  @Test
  void itIsOverAMinuteAfterItsEndAndNotSooner() {
    assertThat(isOver(0, "2027-03-01T11:59:59Z")).isFalse();
    assertThat(validity.isEnded()).isFalse();
    assertThat(isOver(SECOND, "2027-03-01T12:00:00Z")).isFalse();
    assertThat(validity.isEnded()).isTrue();
    assertThat(isOver(60 * SECOND, "2027-03-01T12:00:59Z")).isFalse();
    assertThat(isOver(61 * SECOND, "2027-03-01T12:01:00Z")).isTrue();
  }

  @Test
  void aClockThatJumpsAYearAheadAndIsSetRightWithinAMinuteEndsNothing() {
    assertThat(isOver(0, "2027-01-01T00:00:00Z")).isFalse();
    assertThat(isOver(SECOND, "2028-01-01T00:00:00Z")).isFalse();
    assertThat(isOver(59 * SECOND, "2028-01-01T00:00:58Z")).isFalse();
    assertThat(isOver(60 * SECOND, "2027-01-01T00:01:00Z")).isFalse();
    assertThat(validity.isEnded()).isFalse();
    assertThat(isOver(61 * SECOND, "2028-01-01T00:01:00Z")).isFalse();
    assertThat(isOver(121 * SECOND, "2028-01-01T00:02:00Z")).isTrue();
  }

  @Test
  void aJumpOfTheWallClockDoesNotShortenTheGrace() {
    assertThat(isOver(0, "2027-03-01T12:00:00Z")).isFalse();
    assertThat(isOver(SECOND, "2029-03-01T12:00:00Z")).isFalse();
    assertThat(isOver(60 * SECOND, "2027-03-01T12:00:01Z")).isTrue();
  }

  @Test
  void aLaterEndOfARenewedCertificateCountsFromThenOn() {
    assertThat(isOver(0, "2027-03-01T12:00:30Z")).isFalse();
    Instant renewed = END.plus(Duration.ofDays(365));
    Now late = new Now(90 * SECOND, Instant.parse("2027-03-01T12:02:00Z"));
    assertThat(validity.isOver(renewed, late)).isFalse();
    assertThat(validity.isEnded()).isFalse();
  }
}
