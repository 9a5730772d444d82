package dev.spillway.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final List<String> LINES =
      List.of("t_seconds,requests_per_second", "43200,100", "43260,300", "43320,200");

  @Test
  void isReadAndSqueezed() {
    Trace trace = Trace.parse("evening.csv", LINES);
    assertThat(trace).isEqualTo(new Trace(60, List.of(100.0, 300.0, 200.0)));
    Trace small = trace.scaledTo(6, 30);
    assertThat(small).isEqualTo(new Trace(2, List.of(10.0, 30.0, 20.0)));
    assertThat(small.at(0)).isEqualTo(10);
    assertThat(small.at(1)).isEqualTo(20);
    assertThat(small.at(100)).isEqualTo(20);
    assertThat(small.above(15)).isCloseTo(20.0 / 60, within(1e-9));
    assertThat(small.then(5, 3).rates()).containsExactly(10.0, 30.0, 20.0, 5.0, 5.0);
  }

  @Test
  void isWrittenAsItIsRead() {
    Trace trace = Trace.parse("evening.csv", LINES).scaledTo(6, 30);
    assertThat(Trace.parse("again", trace.csv().lines().toList())).isEqualTo(trace);
  }

  @Test
  void mistakesNameFileLineAndText() {
    assertThatThrownBy(() -> Trace.parse("t.csv", List.of("h", "0,1", "60,many")))
        .hasMessage(
            "t.csv line 3: found '60,many', expected two numbers, seconds and requests per second");
    assertThatThrownBy(() -> Trace.parse("t.csv", List.of("h", "0,1", "60,1", "200,1")))
        .hasMessageContaining("t.csv line 4: found '200,1'");
    assertThatThrownBy(() -> Trace.parse("t.csv", List.of("h")))
        .hasMessage("t.csv: a trace needs a header and at least two lines");
  }

  @Test
  void arrivalsFollowTheRateAndTheSeed() {
    Trace trace = new Trace(100, List.of(50.0, 50.0));
    Arrivals arrivals = new Arrivals(trace, 7);
    Arrivals same = new Arrivals(trace, 7);
    int count = 0;
    double t = arrivals.next();
    assertThat(same.next()).isEqualTo(t);
    while (t < 200) {
      count++;
      t = arrivals.next();
    }
    // A Poisson count of mean 10,000 has a standard deviation of 100.
    assertThat(count).isBetween(9500, 10_500);
  }
}
