package dev.spillway.simulator.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Worlds;
import dev.spillway.simulator.policies.Policies;
import dev.spillway.simulator.readers.LeftOut;
import dev.spillway.simulator.readers.Reading;
import dev.spillway.simulator.readers.Trouble;
import dev.spillway.simulator.tuning.Adviser;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Reading READING =
      new Reading(
          List.of("a<b>.log (an access log)"),
          10,
          9,
          List.of(new LeftOut(Trouble.NO_TIME, 1, "a.log:3", "<script>alert(1)</script>")),
          List.of("2 gaps"));

  private final Settings settings = Worlds.quick(0.05);
  private final Comparison comparison =
      Runs.all(settings, Worlds.evening(), Policies.NAMES, (done, of) -> {});

  private String page() {
    var advice = Adviser.advise(settings, Worlds.evening(), (done, of) -> {});
    return Page.html(READING, List.of("home was guessed"), settings, comparison, advice);
  }

  @Test
  void thePageAsksNobodyForAnything() {
    String page = page();
    assertThat(page).contains("default-src 'none'");
    assertThat(page).doesNotContainPattern("(?i)https?:|src=|href=|<script|@import|url\\(");
    assertThat(page).contains("prefers-color-scheme:dark").contains("lang=en").contains("role=img");
  }

  @Test
  void whatALogHoldsIsShownAsText() {
    assertThat(page()).contains("&lt;script&gt;alert(1)&lt;/script&gt;").contains("a&lt;b&gt;.log");
  }

  @Test
  void allPoliciesChartsAndAssumptionsAreThere() {
    String page = page();
    Policies.NAMES.forEach(name -> assertThat(page).contains("<td>" + name));
    assertThat(page)
        .contains(
            "Demand, and who carried it",
            "Public instances",
            "Loss against cost",
            "Cost: instance hours so far",
            "Lost requests so far",
            "Other settings",
            "home was guessed",
            "2 gaps");
    assertThat(page).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aSeriesOfOneSecondMakesAPageToo() {
    var rates = dev.spillway.simulator.Rates.of(3);
    Comparison one = Runs.all(settings, rates, Policies.NAMES, (done, of) -> {});
    String page = Page.html(READING, List.of(), settings, one, null);
    assertThat(page).contains("Home carries everything").doesNotContain("NaN");
  }

  @Test
  void theHeadlineSaysWhatItMeans() {
    assertThat(Headline.text(comparison))
        .matches(
            "Spillway would have lost .* with .* instance hours in 5 min 30 s\\. Without .*hpa.*");
    assertThat(ResultTable.text(comparison).lines())
        .hasSize(8)
        .first()
        .asString()
        .startsWith("policy")
        .endsWith("peak inst");
  }

  @Test
  void aChartsAxisHasRoundNumbersAndTimes() {
    assertThat(Axis.values(2564, 4))
        .extracting(Axis.Tick::label)
        .containsExactly("0", "1000", "2000");
    assertThat(Axis.times(java.time.Instant.parse("2025-10-10T13:55:00Z"), 0, 4 * 3600, 9))
        .extracting(Axis.Tick::label)
        .startsWith("14:00", "14:30", "15:00");
    assertThat(Axis.times(java.time.Instant.EPOCH, 0, 7 * 86_400, 9))
        .extracting(Axis.Tick::label)
        .startsWith("day 0", "day 1");
  }
}
