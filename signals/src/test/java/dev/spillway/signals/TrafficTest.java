package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final Scrape.Wanted WANTED =
      new Scrape.Wanted(
          List.of(Selector.parse("hits{code!=\"503\"}")),
          List.of(Selector.parse("hits{code=\"503\"}")),
          List.of(Selector.parse("waiting")),
          Optional.of(Selector.parse("took")));

  private final Traffic traffic = new Traffic();

  private static Scrape at(int seconds, String text) throws Exception {
    return at(seconds, 0, text);
  }

  /** Read at {@code seconds}, and asked for so long before. */
  private static Scrape at(int seconds, double took, String text) throws Exception {
    return Scrape.of(
        PrometheusText.parse(text),
        WANTED,
        TimeUnit.SECONDS.toNanos(seconds),
        Math.round(took * 1e9));
  }

  private Traffic.Sums add(Map<String, Scrape> scrapes) {
    return traffic.add(scrapes, scrapes.keySet());
  }

  @Test
  void demandIsServedAndRejectedAndNewlyQueued() throws Exception {
    Traffic.Sums first =
        add(Map.of("a", at(0, "hits{code=\"200\"} 1000\nhits{code=\"503\"} 50\nwaiting 0")));
    assertThat(first.anyRate).isFalse();
    Traffic.Sums second =
        add(
            Map.of(
                "a",
                at(
                    2,
                    "hits{code=\"200\"} 1100\nhits{code=\"404\"} 20\nhits{code=\"503\"} 60\nwaiting 8")));
    assertThat(second.served).isEqualTo(60);
    assertThat(second.rejected).isEqualTo(5);
    assertThat(second.growth).isEqualTo(4);
    assertThat(second.queued).isEqualTo(8);
    Traffic.Sums shrinking =
        add(Map.of("a", at(3, "hits{code=\"200\"} 1150\nhits{code=\"503\"} 60\nwaiting 2")));
    assertThat(shrinking.growth).as("those six were counted when they came").isEqualTo(-6);
    assertThat(shrinking.served).isEqualTo(50);
  }

  @Test
  void aCounterThatBeganAgainCountsFromZero() throws Exception {
    add(Map.of("a", at(0, "hits 1000")));
    assertThat(add(Map.of("a", at(1, "hits 30"))).served).isEqualTo(30);
  }

  @Test
  void instancesAreSummedAndANewOneCountsFromItsSecondScrape() throws Exception {
    add(Map.of("a", at(0, "hits 0")));
    Traffic.Sums sums = add(Map.of("a", at(1, "hits 10"), "b", at(1, "hits 5000")));
    assertThat(sums.served).isEqualTo(10);
    sums = add(Map.of("a", at(2, "hits 20"), "b", at(2, "hits 5007")));
    assertThat(sums.served).isEqualTo(17);
    add(Map.of("a", at(3, "hits 30")));
    sums = add(Map.of("a", at(4, "hits 40"), "b", at(4, "hits 9000")));
    assertThat(sums.served).isEqualTo(10);
  }

  @Test
  void anInstanceThatDoesNotAnswerCountsWithItsLastRatesForThreeReadings() throws Exception {
    List<String> both = List.of("a", "b");
    traffic.add(Map.of("a", at(0, "hits 0"), "b", at(0, "hits 0")), both);
    traffic.add(Map.of("a", at(1, "hits 10"), "b", at(1, "hits 20")), both);
    for (int second = 2; second <= 4; second++) {
      String hits = "hits " + second * 10;
      assertThat(traffic.add(Map.of("a", at(second, hits)), both).served).isEqualTo(30);
    }
    assertThat(traffic.add(Map.of("a", at(5, "hits 50")), both).served).isEqualTo(10);
    // What it did meanwhile is known when it answers again.
    assertThat(traffic.add(Map.of("a", at(6, "hits 60"), "b", at(6, "hits 70")), both).served)
        .isEqualTo(20);
  }

  @Test
  void anAnswerThatWaitedWhileThisProgramStoodStillChangesNoRate() throws Exception {
    add(Map.of("a", at(0, "hits 0")));
    assertThat(add(Map.of("a", at(1, "hits 100"))).served).isEqualTo(100);
    // Counted at 2 s and read at 12 s: taken for counted then, demand fell to 9/s and rose to
    // 1100/s.
    assertThat(add(Map.of("a", at(12, 10, "hits 200"))).served).isEqualTo(100);
    Traffic.Sums next = add(Map.of("a", at(13, "hits 1300")));
    assertThat(next.served).isEqualTo(100);
    assertThat(next.demandOf).containsEntry("a", 100.0);
  }

  @Test
  void anAppWhoseMetricsAlwaysTakeLongHasRates() throws Exception {
    add(Map.of("a", at(10, "hits 0")));
    assertThat(add(Map.of("a", at(12, 1, "hits 100"))).anyRate).as("half unsure").isFalse();
    assertThat(add(Map.of("a", at(14, 1, "hits 400"))).served).as("of four seconds").isEqualTo(100);
    assertThat(add(Map.of("a", at(16, 1, "hits 600"))).served).isEqualTo(100);
  }

  @Test
  void aSlowFirstAnswerIsForgottenForAQuickOne() throws Exception {
    add(Map.of("a", at(10, 9, "hits 0")));
    assertThat(add(Map.of("a", at(11, "hits 1000"))).anyRate).isFalse();
    assertThat(add(Map.of("a", at(12, "hits 1100"))).served).isEqualTo(100);
  }

  @Test
  void thePercentileIsOfTheAnswersSinceTheLastScrapeOverAllInstances() throws Exception {
    String zero =
        "hits 0\ntook_bucket{le=\"0.1\"} 500\ntook_bucket{le=\"0.2\"} 500\ntook_bucket{le=\"+Inf\"} 500\n";
    String later =
        "hits 0\ntook_bucket{le=\"0.1\"} 590\ntook_bucket{le=\"0.2\"} 600\ntook_bucket{le=\"+Inf\"} 600\n";
    add(Map.of("a", at(0, zero), "b", at(0, zero)));
    Traffic.Sums sums = add(Map.of("a", at(1, later), "b", at(1, later)));
    assertThat(Traffic.percentileMillis(sums.buckets).orElseThrow()).isCloseTo(190, within(0.01));
  }

  @Test
  void aPercentileAboveTheLastBoundIsThatBoundAndWithoutAnswersThereIsNone() {
    TreeMap<Double, Double> buckets =
        new TreeMap<>(Map.of(0.5, 1.0, Double.POSITIVE_INFINITY, 9.0));
    assertThat(Traffic.percentileMillis(buckets)).contains(500.0);
    assertThat(Traffic.percentileMillis(new TreeMap<>(Map.of(0.5, 0.0)))).isEmpty();
    assertThat(Traffic.percentileMillis(new TreeMap<>())).isEmpty();
  }

  @Test
  void valuesThatCannotBeAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> at(0, "hits 1\nhits{code=\"503\"} -4"))
        .hasMessage("line 2: hits is -4.0, not a finite number from 0 up");
    assertThatThrownBy(() -> at(0, "hits NaN"))
        .hasMessage("line 1: hits is NaN, not a finite number from 0 up");
    assertThatThrownBy(() -> at(0, "other 1"))
        .hasMessage("there is no metric hits: name the app's own under 'served'");
  }

  @Test
  void aDeclaredHistogramAnnouncesItsCount() throws Exception {
    Scrape.Wanted count =
        new Scrape.Wanted(
            List.of(Selector.parse("took_seconds_count")), List.of(), List.of(), Optional.empty());
    PrometheusText text = PrometheusText.parse("# TYPE took_seconds histogram");
    assertThat(Scrape.of(text, count, 0, 0).counters()).isEmpty();
  }

  @Test
  void aDeclaredCounterWithoutASampleIsZero() throws Exception {
    add(Map.of("a", at(0, "# TYPE hits counter")));
    assertThat(add(Map.of("a", at(2, "hits 40"))).served).isEqualTo(20);
  }
}
