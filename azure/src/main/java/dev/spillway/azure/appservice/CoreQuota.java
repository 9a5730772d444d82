package dev.spillway.azure.appservice;

import dev.spillway.azure.check.CheckOperations;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.check.Quota;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether the subscription may use as many cores as a burst wants. What it may is no promise that a
 * region has them: that shows a start.
 */
final class CoreQuota {
  private static final String TOPIC = "quota";

  private final Look look;
  private final Place place;
  private final Site site;
  private boolean room;
  private final List<String> none = new ArrayList<>();

  CoreQuota(Look look, Place place, Site site) {
    this.look = look;
    this.place = place;
    this.site = site;
  }

  /** One line for each region; a problem when no region has room for one instance. */
  void ask() {
    boolean all = true;
    for (String region : place.settings().regions()) {
      all &= look.wonders(TOPIC, () -> region(region));
    }
    if (all && !room && none.size() == place.settings().regions().size()) {
      look.problem(
          TOPIC,
          "not one instance may be started: "
              + String.join("; ", none)
              + "; ask for a higher quota, or name other regions or sizes");
    }
  }

  private void region(String region) throws AdapterException {
    List<Quota> cores =
        Quota.cores(
            look.send(ArmCall.of(CheckOperations.USAGES, "location", region))
                .orThrow("cannot ask how much of " + region + " is used")
                .body());
    OptionalDouble left = Quota.left(cores);
    int each = place.settings().skus().stream().mapToInt(AppServiceSettings::cores).min().orElse(0);
    if (left.isEmpty() || each == 0) {
      look.note(TOPIC, "nothing is told of the cores of " + region + "; a refused start says so");
      return;
    }
    String told = region + ", " + String.join(", ", cores.stream().map(Quota::text).toList());
    long fits = (long) (left.getAsDouble() / each);
    if (fits == 0) {
      none.add(told);
      return;
    }
    room = true;
    String text = told + ": room for " + fits + " workers of " + each + " cores";
    if (fits >= site.instances()) {
      look.ok(TOPIC, text);
    } else {
      look.note(TOPIC, text + ", fewer than the " + site.instances() + " that may run");
    }
  }
}
