package dev.spillway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Intervention;
import dev.spillway.core.Money;
import dev.spillway.core.Observation.Readiness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people ask for, and the budgets that they set. */
class WishesTest {
  @Test
  void aUsedUpBudgetStopsStartsButEndsNothingThatServes() {
    World w = new World().spilling();
    int count = w.azure().instances.size();
    w.budget = new Money(10, "USD");
    w.spent = new Money(9.999, "USD");
    w.demand = 1200;
    w.ticks(60);
    assertThat(w.azure().instances).hasSize(count);
    assertThat(w.azure().share).isPositive();
    assertThat(w.decision.bound()).contains("budget");
    assertThat(w.decision.site("azure").reason()).contains("the budget of 10.00 USD is used up");
  }

  @Test
  void aPersonsSpillIsCarriedOutAsSoonAsItCanBeCarried() {
    World w = new World();
    w.ticks(30);
    w.intervene(Intervention.Kind.SPILL, "azure", 0.4);
    w.ticks(10);
    assertThat(w.azure().share).isEqualTo(0.4);
    assertThat(w.decision.site("azure").reason()).contains("ada asked for at least 40 %");
    w.interventions.clear();
    w.ticks(60);
    assertThat(w.azure().instances).isEmpty();
  }

  @Test
  void aPersonsHoldKeepsSharesExceptThoseOfDeadSites() {
    World w = new World().spilling();
    double share = w.azure().share;
    w.intervene(Intervention.Kind.HOLD, "", null);
    w.demand = 100;
    w.ticks(100);
    assertThat(w.azure().share).isEqualTo(share);
    assertThat(w.decision.phase()).isEqualTo(Phase.HOLDING);
    assertThat(w.decision.headline()).contains("ada asked for it (a drill)");
    List.copyOf(w.azure().instances.keySet())
        .forEach(id -> w.azure().set(id, Readiness.FAILED, false));
    w.tick();
    assertThat(w.azure().share).isZero();
  }

  @Test
  void verifyingKeepsOneInstanceWithoutAShare() {
    World w = new World();
    w.ticks(10);
    w.intervene(Intervention.Kind.VERIFY, "azure", null);
    w.ticks(30);
    assertThat(w.azure().ready()).isEqualTo(1);
    assertThat(w.azure().share).isZero();
    w.interventions.clear();
    w.ticks(40);
    assertThat(w.azure().instances).isEmpty();
  }

  @Test
  void aUsedUpChangeBudgetKeepsTheWayBackOpen() {
    World w = new World();
    w.tuning = World.tuning(0.05, 4);
    w.ticks(30);
    w.ramp(800, 60);
    w.ticks(60);
    assertThat(w.decision.bound()).contains("change budget");
    w.ramp(100, 10);
    w.ticks(30);
    assertThat(w.azure().share).isZero();
  }
}
