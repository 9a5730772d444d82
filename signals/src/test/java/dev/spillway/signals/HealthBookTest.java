package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthBookTest {
  /** Rise 2, fall 3; + is a good probe, - a bad one. */
  @ParameterizedTest
  @CsvSource({
    "+,false",
    "++,true",
    "+-+,false",
    "+-++,true",
    "++-,true",
    "++--,true",
    "++---,false",
    "++--+--,true",
    "++---+,false",
    "++---++,true",
    "-,false"
  })
  void healthFollowsProbesInARow(String probes, boolean healthy) {
    HealthBook book = new HealthBook(2, 3);
    for (char probe : probes.toCharArray()) {
      if (probe == '+') {
        book.good("a");
      } else {
        book.bad("a", "it said no");
      }
    }
    assertThat(book.health()).isEqualTo(Map.of("a", healthy));
    assertThat(book.reasons()).hasSize(healthy ? 0 : 1);
  }

  @Test
  void reasonsNameTheProblemOrHowFarItRose() {
    HealthBook book = new HealthBook(2, 1);
    book.good("rising");
    book.bad("bad", "/health answered 500");
    assertThat(book.reasons())
        .isEqualTo(Map.of("rising", "1 good probe of 2", "bad", "/health answered 500"));
  }

  @Test
  void anInstanceThatWasGoneBeginsAnew() {
    HealthBook book = new HealthBook(2, 2);
    book.good("a");
    book.good("a");
    book.keep(List.of());
    assertThat(book.health()).isEmpty();
    book.good("a");
    assertThat(book.health()).isEqualTo(Map.of("a", false));
  }
}
