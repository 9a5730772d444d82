package dev.spillway.simulator.policies;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Role;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.simulator.Contender;
import dev.spillway.simulator.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy that knows one home and one public site, the first of the rules: turns what it wants
 * into steps. Decides only while demand is known.
 */
abstract class Plain implements Contender {
  private final Settings settings;
  private final @Nullable SiteRules target;
  private final String homeName;

  /** Capacity of all private sites, req/s. */
  final double home;

  /** Capacity of one public instance, req/s. */
  final double each;

  /** Seconds between two decisions. */
  final int tick;

  Plain(Settings settings) {
    this.settings = settings;
    List<SiteRules> sites = settings.rules().sites();
    this.target = sites.stream().filter(SiteRules::isPublic).findFirst().orElse(null);
    this.homeName =
        sites.stream()
            .filter(s -> s.role() == Role.PRIVATE)
            .map(SiteRules::name)
            .findFirst()
            .orElse("");
    this.home =
        sites.stream()
            .filter(s -> s.role() == Role.PRIVATE)
            .mapToDouble(s -> s.capacity().perSecond())
            .sum();
    this.each = target == null ? 1 : target.capacity().perSecond();
    this.tick = (int) settings.tick().toSeconds();
  }

  /** The most instances that may run. */
  final int most() {
    return target == null ? 0 : target.instances();
  }

  final Settings settings() {
    return settings;
  }

  abstract Wish decide(Sample sample);

  @Override
  public Plan next(Observation observation, Now now) {
    if (target == null) {
      return Plan.EMPTY;
    }
    double total = 0;
    for (Observation.SiteView site : observation.sites()) {
      if (site.demand() == null) {
        return Plan.EMPTY;
      }
      total += site.demand().value();
    }
    Observation.SiteView view = observation.site(target.name());
    double away = view.demand() == null ? 0 : view.demand().value();
    return plan(
        decide(new Sample(now.nanos() / 1_000_000_000L, total, away, (int) view.ready())),
        observation);
  }

  /** The steps to what is wanted; instances that were asked for last are stopped first. */
  final Plan plan(Wish wish, Observation observation) {
    if (target == null) {
      return Plan.EMPTY;
    }
    Observation.SiteView view = observation.site(target.name());
    List<Plan.Step> steps = new ArrayList<>();
    int there = view.instances().size();
    int wanted = wish.instances() < 0 ? there : Math.min(most(), wish.instances());
    if (wanted > 0 && target.linked() && !view.gateway()) {
      steps.add(new Plan.StartGateway(target.name()));
    }
    if (wanted > there) {
      start(view, wanted - there, steps);
    }
    double share = Double.isNaN(wish.share()) ? view.share().value() : wish.share();
    if (Math.abs(share - view.share().value()) > 1e-9) {
      steps.add(new Plan.SetShares(shares(Math.clamp(share, 0, 1))));
    }
    for (int i = there - 1; i >= wanted; i--) {
      steps.add(new Plan.StopInstance(target.name(), view.instances().get(i).id(), "not needed"));
    }
    return steps.isEmpty() ? Plan.EMPTY : new Plan(steps);
  }

  private static void start(Observation.SiteView view, int count, List<Plan.Step> steps) {
    Set<String> taken = new HashSet<>();
    view.instances().forEach(i -> taken.add(i.id()));
    int left = count;
    for (int number = 1; left > 0; number++) {
      String id = view.site() + "-" + number;
      if (taken.add(id)) {
        steps.add(new Plan.StartInstance(view.site(), id));
        left--;
      }
    }
  }

  private List<Plan.SiteShare> shares(double share) {
    return settings.rules().sites().stream()
        .map(s -> new Plan.SiteShare(s.name(), Share.of(part(s.name(), share))))
        .toList();
  }

  private double part(String site, double share) {
    if (target != null && site.equals(target.name())) {
      return share;
    }
    return site.equals(homeName) ? 1 - share : 0;
  }

  /** The part of demand that lies over, in whole percents, as far as ready instances carry it. */
  final double overflowShare(double over, double total, int ready) {
    if (total <= 0 || ready <= 0 || over <= 0) {
      return 0;
    }
    double share = Math.min(Math.min(over / total, ready * each / total), 1);
    return Math.ceil(share * 100 - 1e-9) / 100;
  }
}
