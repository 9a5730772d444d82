package dev.spillway.simulator;

import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the world: sites of fixed capacity per instance that turn away what is above it,
 * instances that serve after their warm-up, clients that hear of a share late, signals that arrive
 * late. Starts with everything at home unless the contender begins otherwise.
 */
final class Plant {
  private final Settings settings;
  private final PlantSite home;
  private final List<PlantSite> others = new ArrayList<>();
  private final List<PlantSite> sites = new ArrayList<>();
  private final Bill bill;
  private final Score score = new Score();

  Plant(Settings settings, Contender.Start start) {
    this.settings = settings;
    String first =
        settings.rules().sites().stream()
            .filter(s -> s.isPublic())
            .map(s -> s.name())
            .findFirst()
            .orElse("");
    PlantSite found = null;
    for (var rules : settings.rules().sites()) {
      boolean isHome = found == null && rules.role() == Role.PRIVATE;
      double share = isHome ? 1 - start.share() : rules.name().equals(first) ? start.share() : 0;
      PlantSite site = new PlantSite(rules, settings, share);
      sites.add(site);
      if (isHome) {
        found = site;
      } else {
        others.add(site);
      }
      if (rules.name().equals(first)) {
        site.gateway(start.instances() > 0 && rules.linked());
        for (int i = 1; i <= start.instances(); i++) {
          site.fleet().startReady(first + "-" + i);
        }
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("a simulation needs a private site");
    }
    home = found;
    bill = new Bill(settings, sites);
  }

  Moment second(long second, double rate) {
    double lost = 0;
    double away = 0;
    double share = 0;
    double servedPublic = 0;
    double capacity = home.capacity();
    int ready = 0;
    int running = 0;
    for (PlantSite site : others) {
      site.fleet().second(second);
      double here = rate * site.comes();
      double over = site.serve(here);
      lost += over;
      away += here;
      capacity += site.capacity();
      if (site.rules.isPublic()) {
        servedPublic += here - over;
        share += site.share();
        ready += site.fleet().ready();
        running += site.fleet().running();
      }
    }
    double atHome = Math.max(0, rate - away);
    lost += home.serve(atHome);
    score.second(rate, lost, servedPublic, running);
    return new Moment(
        second, rate, atHome, lost, share, ready, running, capacity, bill.billedSeconds());
  }

  /** A monitoring window is over. */
  void closeWindows() {
    sites.forEach(s -> s.closeWindow(settings.tick().toSeconds()));
  }

  /** What is, with the newest window that can be seen. */
  Observation observe(long second) {
    return new Observation(
        sites.stream().map(s -> s.view(settings.delay())).toList(),
        List.of(),
        bill.spentThisMonth(second));
  }

  void apply(Plan plan, long second) {
    if (plan.isEmpty()) {
      return;
    }
    int scaled = 0;
    for (Plan.Step step : plan.steps()) {
      switch (step) {
        case Plan.StartGateway s -> site(s.site()).gateway(true);
        case Plan.StopGateway s -> site(s.site()).gateway(false);
        case Plan.StartInstance s -> {
          site(s.site()).fleet().start(s.instance(), second);
          scaled++;
        }
        case Plan.StopInstance s -> {
          site(s.site()).fleet().stop(s.instance(), second);
          scaled--;
        }
        case Plan.SetShares s -> share(s, second);
      }
    }
    score.scaled(second, scaled);
  }

  private void share(Plan.SetShares step, long second) {
    double before = publicShare();
    step.shares().forEach(each -> site(each.site()).share(each.share().value()));
    score.shared(second, publicShare() - before);
  }

  private double publicShare() {
    double sum = 0;
    for (PlantSite site : others) {
      sum += site.rules.isPublic() ? site.share() : 0;
    }
    return sum;
  }

  private PlantSite site(String name) {
    for (PlantSite site : sites) {
      if (site.rules.name().equals(name)) {
        return site;
      }
    }
    throw new IllegalArgumentException("no site " + name);
  }

  Result result(String policy, long seconds) {
    double queued = sites.stream().mapToDouble(PlantSite::lostQueued).sum();
    int left = others.stream().mapToInt(s -> s.fleet().running()).sum();
    return score.result(policy, seconds, queued, bill, left);
  }
}
