package dev.spillway.azure.check;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Money;
import dev.spillway.core.Site;
import java.util.Locale;

/** What a burst would make, and the most that it could cost by the operator's own price. */
public final class CostNote {
  private static final double HOURS_PER_MONTH = 730;

  private CostNote() {}

  /**
   * @param made what a burst makes, for people
   */
  public static void add(Look look, Site site, String made) {
    Money price = site.cost();
    if (!site.isPublic()) {
      look.note("cost", made + ", but this site is private and stays");
    } else if (price == null) {
      look.note("cost", made + ". What it costs is not known: write instance.cost");
    } else {
      double most = price.amount() * site.instances();
      look.note(
          "cost",
          String.format(
              Locale.ROOT,
              "%s. By instance.cost %.2f %s an hour each, so %.2f at most with %d instances, which"
                  + " would be %.0f in a month without a pause; Azure was not asked for prices",
              made,
              price.amount(),
              price.currency(),
              most,
              site.instances(),
              most * HOURS_PER_MONTH));
    }
    AdapterSpec gateway = site.gateway();
    if (gateway != null) {
      gateway
          .text("cost")
          .ifPresent(host ->
              look.note("cost", "beside it the gateway's host goes on, burst or not: " + host));
    }
  }
}
