package dev.spillway.simulator;

import dev.spillway.core.Money;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What public instances cost: over the whole run, and in the running calendar month. */
final class Bill {
  private final Settings settings;
  private final List<PlantSite> rented;
  private @Nullable YearMonth month;
  private double beforeThisMonth;

  Bill(Settings settings, List<PlantSite> sites) {
    this.settings = settings;
    this.rented = sites.stream().filter(s -> s.rules.isPublic()).toList();
  }

  long billedSeconds() {
    long sum = 0;
    for (PlantSite site : rented) {
      sum += site.fleet().billed();
    }
    return sum;
  }

  /** Null when it cannot be said. */
  @Nullable Money spent() {
    Money sum = null;
    for (PlantSite site : rented) {
      Money cost = site.rules.cost();
      if (cost == null || (sum != null && !sum.currency().equals(cost.currency()))) {
        return null;
      }
      double amount = cost.amount() * site.fleet().billed() / 3600;
      sum = new Money(amount + (sum == null ? 0 : sum.amount()), cost.currency());
    }
    return sum;
  }

  @Nullable Money spentThisMonth(long second) {
    Money sum = spent();
    if (sum == null || settings.rules().budget() == null) {
      return sum; // nothing is decided from it
    }
    YearMonth now = YearMonth.from(settings.start().plusSeconds(second).atOffset(ZoneOffset.UTC));
    if (month == null || now.isAfter(month)) {
      beforeThisMonth = month == null ? 0 : sum.amount();
      month = now;
    }
    return new Money(Math.max(0, sum.amount() - beforeThisMonth), sum.currency());
  }
}
