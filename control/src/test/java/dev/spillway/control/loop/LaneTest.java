package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Now;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Now START = new Now(0, Instant.EPOCH);
  private static final Now LATER = new Now(Duration.ofSeconds(61).toNanos(), Instant.EPOCH);

  @Test
  void aCallThatHangsIsToldOfOnceInterruptedAndRefusesOthersMeanwhile() throws Exception {
    Lane lane = new Lane(task -> Thread.ofVirtual().start(task), () -> START);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    lane.offer(
        "asking",
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(lane.offer("asking again", () -> {})).isFalse();
    assertThat(lane.overdue(START, Duration.ofSeconds(60))).isEmpty();
    assertThat(lane.overdue(LATER, Duration.ofSeconds(60))).contains("asking");
    assertThat(lane.overdue(LATER, Duration.ofSeconds(60))).isEmpty();
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCallThatThrowsFreesTheLane() {
    Lane lane = new Lane(Runnable::run, () -> START);
    lane.offer(
        "throwing",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(lane.busy()).isFalse();
  }
}
