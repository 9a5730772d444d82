package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Recorded;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Plans as the real service tells of them, and as its authors do. */
class RecordedPlanTest {
  @Test
  void aPlanThatTheServiceMadeAtOnce() {
    var answer = Recorded.answer("plan-put-200-no-202", WebOperations.PLAN_PUT);
    Plans.Plan plan = Plans.read("plan000002", answer.body());
    assertThat(plan.capacity()).isEqualTo(30);
    assertThat(plan.location()).isEqualTo("eastus2euap");
    assertThat(plan.id()).endsWith("/Microsoft.Web/serverfarms/plan000002");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(tier(plan)).isEqualTo("Premium0V3");
    assertThat(AppServiceSettings.hasSlots(tier(plan))).as("slots of that tier").isTrue();
    assertThat(AppServiceSettings.tier("P0v3")).isEqualTo(tier(plan));
  }

  @Test
  void aPlanOfTheOfficialExamples() {
    JsonNode body = Recorded.example("GetAppServicePlan.json", WebOperations.PLAN_GET).body();
    Plans.Plan plan = Plans.read("testsf6141", body);
    assertThat(plan.capacity()).isEqualTo(1);
    assertThat(plan.location()).as("by its name for people").isEqualTo("East US");
    assertThat(AppServiceSettings.hasSlots(tier(plan))).isTrue();
  }

  private static String tier(Plans.Plan plan) {
    return plan.body().at("/sku/tier").asString("");
  }
}
