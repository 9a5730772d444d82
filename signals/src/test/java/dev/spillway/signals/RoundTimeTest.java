package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTimeTest {
  private static final long MS = 1_000_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aProgramThatRunsWaitsForTheTimeout() {
    RoundTime time = new RoundTime(SECOND, 0);
    long now = 0;
    int looks = 0;
    while (time.left(now) > 0) {
      long asked = time.slice(now);
      time.waited(asked, asked);
      now += asked;
      looks++;
    }
    assertThat(now).isEqualTo(1_000 * MS);
    assertThat(looks).as("looks in that time").isEqualTo(20);
  }

  @Test
  void timeInWhichTheProgramStoodStillDoesNotCount() {
    RoundTime time = new RoundTime(SECOND, 0);
    long asked = time.slice(0);
    time.waited(asked, asked + 600 * MS);
    long now = asked + 600 * MS;
    assertThat(time.left(now)).isEqualTo(950 * MS);
  }

  @Test
  void afterHoursOfStandingStillAnswersThatAreThereAreStillRead() {
    RoundTime time = new RoundTime(SECOND, 0);
    long hours = Duration.ofHours(3).toNanos();
    long asked = time.slice(0);
    time.waited(asked, hours);
    assertThat(time.left(hours)).isEqualTo(1_000 * MS - asked);
  }

  @Test
  void anAnswerThatCameSoonerThanAskedMakesNoTime() {
    RoundTime time = new RoundTime(SECOND, 0);
    time.waited(50 * MS, 3 * MS);
    assertThat(time.left(3 * MS)).isEqualTo(997 * MS);
  }
}
