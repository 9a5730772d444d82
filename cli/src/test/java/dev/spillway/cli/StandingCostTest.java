package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What goes on without a burst, as a person reads it. */
class StandingCostTest {
  private static JsonNode json(String text) {
    return new ObjectMapper().readTree(text);
  }

  private static String status(boolean billing, double standing) {
    return StatusText.of(
        json(
            """
            {"app": "shop", "host": "shop.example.com", "headline": "All well.", "phase": "HOME",
             "reason": "", "bound": "", "next": "", "sites": [], "lag": {"readings": 0},
             "cost": {"currency": "USD", "burst": 1.5, "month": 12, "billing": %s, "standing": %s}}
            """
                .formatted(billing, standing)));
  }

  @Test
  void aPlanEndsWithWhatNoStepEnds() {
    String plan =
        PlanCommand.text(
            json(
                """
                {"decision": {"headline": "All well."}, "steps": [],
                 "standing": ["the gateway's host at azure, 0.05 USD/h"]}
                """));
    assertThat(plan)
        .isEqualTo(
            """
            All well.
            Nothing to do.
            Paid for, burst or not: the gateway's host at azure, 0.05 USD/h
            """);
  }

  @Test
  void theStatusTellsOurCostsFromWhatGoesOn() {
    assertThat(status(false, 0)).contains("this month 12.0000 USD; nothing is billed now");
    assertThat(status(false, 0.05))
        .contains("USD; nothing of a burst is billed now; gateways' hosts go on at 0.0500 USD/h");
    assertThat(status(true, 0.05))
        .contains("month 12.0000 USD; gateways' hosts go on at 0.0500 USD/h");
    assertThat(status(true, 0)).doesNotContain("billed", "go on");
  }
}
