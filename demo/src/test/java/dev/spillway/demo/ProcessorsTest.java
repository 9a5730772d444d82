package dev.spillway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.Processors.Ticks;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  @Test
  void stolenTimeIsTheEighthFigureOfTheFirstLine() {
    assertThat(Processors.parse("cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n"))
        .contains(new Ticks(360, 80));
  }

  @Test
  void aMachineThatDoesNotTellIsNoError() {
    assertThat(Processors.parse("")).isEmpty();
    assertThat(Processors.parse("cpu 1 2 3 4")).isEmpty();
  }

  @Test
  void aThirdOfTheTimeWasStolen() {
    assertThat(new Ticks(1000, 10).stolenUntil(new Ticks(1300, 110))).isEqualTo(1.0 / 3);
    assertThat(new Ticks(1000, 10).stolenUntil(new Ticks(1000, 10))).isZero();
  }
}
