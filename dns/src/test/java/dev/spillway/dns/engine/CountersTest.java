package dev.spillway.dns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers are counted by host and site, for as long as there are such. */
class CountersTest {
  private final Counters counters = new Counters();
  private final Tally worker = counters.tally(false);

  private void answer(String host, String site, int times) {
    int id = counters.id(host, site);
    for (int i = 0; i < times; i++) {
      worker.site(id);
    }
  }

  private List<String> answerKeys() {
    return counters.read().stream()
        .map(Sample::key)
        .filter(key -> key.startsWith("spillway_dns_answers_total"))
        .toList();
  }

  @Test
  void aThousandHostsThatComeAndGoNeedTheNumbersOfOne() {
    for (int i = 0; i < 1_000; i++) {
      String host = "app" + i + ".example.com";
      answer(host, "hq", 3);
      answer(host, "cloud", i % 5);
      assertThat(counters.answers(host)).isEqualTo(Map.of("hq", 3L, "cloud", (long) (i % 5)));
      counters.keep(Set.of());
      assertThat(answerKeys()).isEmpty();
    }
    assertThat(counters.numbers()).isEqualTo(2);
  }

  @Test
  void whoStaysKeepsHisCount() {
    answer("shop.example.com", "hq", 7);
    answer("old.example.com", "hq", 2);
    counters.keep(Set.of("shop.example.com"));
    answer("new.example.com", "hq", 1);
    answer("shop.example.com", "hq", 1);
    assertThat(counters.answers("shop.example.com")).isEqualTo(Map.of("hq", 8L));
    assertThat(counters.answers("new.example.com")).isEqualTo(Map.of("hq", 1L));
    assertThat(counters.answers("old.example.com")).isEmpty();
    assertThat(counters.numbers()).isEqualTo(2);
  }

  @Test
  void aSiteThatLeavesItsHostGoesAlone() {
    answer("shop.example.com", "hq", 4);
    answer("shop.example.com", "cloud", 5);
    counters.keep("shop.example.com", Set.of("hq"));
    assertThat(counters.answers("shop.example.com")).isEqualTo(Map.of("hq", 4L));
    answer("shop.example.com", "cloud", 1);
    assertThat(counters.answers("shop.example.com")).isEqualTo(Map.of("hq", 4L, "cloud", 1L));
  }
}
