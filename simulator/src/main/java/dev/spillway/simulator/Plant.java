package dev.spillway.simulator;

import dev.spillway.core.Money;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of the world: sites of fixed capacity per instance that turn away what is above it,
 * instances that serve after their warm-up, clients that hear of a share late, signals that arrive
 * late. Starts with everything at home.
 */
final class Plant {
  private final Settings settings;
  private final List<PlantSite> sites = new ArrayList<>();
  private double lost;
  private double requests;
  private double servedPublic;
  private long dnsChanges;
  private long scaleChanges;
  private int peak;

  Plant(Settings settings) {
    this.settings = settings;
    settings.rules().sites().forEach(rules -> sites.add(new PlantSite(rules, settings)));
    home().share = 1;
  }

  private PlantSite home() {
    return sites.stream()
        .filter(s -> s.rules.role() == Role.PRIVATE)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a simulation needs a private site"));
  }

  Moment second(long second, double rate) {
    double lostNow = 0;
    double sentPublic = 0;
    double share = 0;
    int ready = 0;
    int running = 0;
    for (PlantSite site : sites) {
      if (site == home()) {
        continue;
      }
      double here = rate * site.comes();
      double over = site.serve(here, second);
      lostNow += over;
      if (site.rules.isPublic()) {
        servedPublic += here - over;
        share += site.share;
        ready += site.ready(second);
        running += site.running();
      }
      sentPublic += here;
    }
    double atHome = Math.max(0, rate - sentPublic);
    lostNow += home().serve(atHome, second);
    lost += lostNow;
    requests += rate;
    peak = Math.max(peak, running);
    return new Moment(second, rate, atHome, lostNow, share, ready, running);
  }

  Observation observe(long second) {
    if (second > 0) { // before the first second there is no window
      sites.forEach(s -> s.closeWindow(settings.tick().toSeconds()));
    }
    return new Observation(
        sites.stream().map(s -> s.view(second, settings.delay())).toList(), List.of(), spent());
  }

  void apply(Plan plan, long second) {
    boolean scaled = false;
    for (Plan.Step step : plan.steps()) {
      switch (step) {
        case Plan.StartGateway s -> site(s.site()).gateway(true);
        case Plan.StopGateway s -> site(s.site()).gateway(false);
        case Plan.StartInstance s -> {
          site(s.site()).start(s.instance(), second);
          scaled = true;
        }
        case Plan.StopInstance s -> {
          site(s.site()).stop(s.instance());
          scaled = true;
        }
        case Plan.SetShares s -> {
          s.shares().forEach(each -> site(each.site()).share = each.share().value());
          dnsChanges++;
        }
      }
    }
    scaleChanges += scaled ? 1 : 0;
  }

  private PlantSite site(String name) {
    return sites.stream()
        .filter(s -> s.rules.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no site " + name));
  }

  /** What public instances have cost so far; null when that cannot be said. */
  private @Nullable Money spent() {
    Money sum = null;
    for (PlantSite site : sites) {
      Money cost = site.rules.cost();
      if (!site.rules.isPublic()) {
        continue;
      }
      if (cost == null || (sum != null && !sum.currency().equals(cost.currency()))) {
        return null;
      }
      double amount = cost.amount() * site.paidSeconds() / 3600;
      sum = new Money(amount + (sum == null ? 0 : sum.amount()), cost.currency());
    }
    return sum;
  }

  Result result(String policy, long seconds) {
    long paid =
        sites.stream().filter(s -> s.rules.isPublic()).mapToLong(PlantSite::paidSeconds).sum();
    int left = sites.stream().filter(s -> s.rules.isPublic()).mapToInt(PlantSite::running).sum();
    double all = Math.max(1e-9, requests);
    return new Result(
        policy,
        seconds,
        requests,
        lost,
        100 * lost / all,
        100 * servedPublic / all,
        paid / 3600.0,
        spent(),
        dnsChanges,
        scaleChanges,
        peak,
        left);
  }
}
