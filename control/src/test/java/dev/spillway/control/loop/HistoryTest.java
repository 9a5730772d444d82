package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static History.Point at(long second, double demand) {
    return new History.Point(
        second * 1000, demand, null, 100, null, Map.of("hq", demand), Map.of("hq", 1.0));
  }

  @Test
  void halfAnHourBySecondsAndTheRestByMinutes() {
    History history = new History(List.of("hq"));
    int seconds = 3 * 3600;
    for (int s = 0; s < seconds; s++) {
      history.add(at(s, s / 60));
    }
    long now = (seconds - 1) * 1000L;
    List<History.Point> recent = history.since(Duration.ofMinutes(30), now);
    assertThat(recent).hasSize(1800);
    assertThat(recent.getLast()).isEqualTo(at(seconds - 1, 179));
    assertThat(recent.getFirst().t()).isEqualTo((seconds - 1800) * 1000L);
    List<History.Point> all = history.since(Duration.ofHours(24), now);
    assertThat(all).hasSize(179);
    assertThat(all.get(100)).isEqualTo(at(100 * 60, 100));
    assertThat(all.get(100).expected()).isNull();
  }
}
