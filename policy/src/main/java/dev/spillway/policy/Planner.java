package dev.spillway.policy;

import dev.spillway.core.Decision;
import dev.spillway.core.Decision.SiteDecision;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Plan;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ordered changes from what is to what was decided, always in this order: gateways start,
 * instances start, shares change, instances stop, gateways are removed. A gateway goes only when
 * the observation shows no instance any more.
 *
 * <p>What happens to an instance:
 *
 * <pre>
 *   READY, STARTING    kept up to the wanted count; surplus stops, those that start first
 *   UNHEALTHY          public: replaced, and stopped once enough are ready; private, or public
 *                      while the link is away: left alone, another would be no better
 *   WRONG_DIGEST       stopped, replaced
 *   FAILED             stopped, replaced (the decision's count says when)
 *   STOPPING           nothing
 *   outdated           replaced by new ones beside it, stopped when enough new ones are ready
 * </pre>
 *
 * Pure; safe for any thread.
 */
public final class Planner {
  /** Shares that differ by less are the same. */
  static final double HAIR = 0.0005;

  private Planner() {}

  /** The same without any memory of a link that was lost a moment ago. */
  public static Plan plan(Rules rules, Decision decision, Observation observation) {
    return plan(rules, decision, Memory.fresh(), observation);
  }

  /**
   * Empty when the observation is as decided.
   *
   * @param memory that came with the decision
   */
  public static Plan plan(Rules rules, Decision decision, Memory memory, Observation observation) {
    List<Plan.Step> before = new ArrayList<>();
    List<Plan.Step> starts = new ArrayList<>();
    List<Plan.Step> stops = new ArrayList<>();
    List<Plan.Step> after = new ArrayList<>();
    for (SiteRules site : rules.sites()) {
      SiteDecision wanted = decision.site(site.name());
      SiteView view = observation.site(site.name());
      if (site.linked() && wanted.gateway() && !view.gatewayRunning()) {
        before.add(new Plan.StartGateway(site.name()));
      }
      if (site.scales()) {
        boolean linkAway = memory.site(site.name()).linkLostSince() != null;
        double each = Facts.each(site, memory.site(site.name())).perSecond();
        new OneSite(site, wanted, view, decision, linkAway, each).plan(starts, stops);
      }
      if (site.linked() && !wanted.gateway() && view.gateway() && view.instances().isEmpty()) {
        after.add(new Plan.StopGateway(site.name()));
      }
    }
    List<Plan.Step> steps = new ArrayList<>(before);
    steps.addAll(starts);
    if (sharesDiffer(decision, observation)) {
      steps.add(
          new Plan.SetShares(
              decision.sites().stream()
                  .map(d -> new Plan.SiteShare(d.site(), d.share()))
                  .toList()));
    }
    steps.addAll(stops);
    steps.addAll(after);
    return new Plan(steps);
  }

  private static boolean sharesDiffer(Decision decision, Observation observation) {
    return decision.sites().stream()
        .anyMatch(
            d -> Math.abs(d.share().value() - observation.site(d.site()).share().value()) > HAIR);
  }

  /** The instances of one site. */
  private record OneSite(
      SiteRules rules,
      SiteDecision wanted,
      SiteView view,
      Decision decision,
      boolean linkAway,
      double each) {

    void plan(List<Plan.Step> starts, List<Plan.Step> stops) {
      List<InstanceView> kept = current(Readiness.READY);
      int ready = kept.size();
      kept.addAll(current(Readiness.STARTING));
      List<InstanceView> unhealthy = current(Readiness.UNHEALTHY);
      if (!rules.isPublic() || linkAway) {
        kept.addAll(unhealthy);
        unhealthy = List.of();
      }
      int missing = Math.max(0, wanted.instances() - kept.size());
      // All unhealthy at once has a common cause more often than not: try with one.
      if (!unhealthy.isEmpty() && ready == 0) {
        missing = Math.min(missing, Math.max(0, 1 - kept.size()));
      }
      int room =
          Math.max(
              0, limit() - kept.size() - unhealthy.size() - current(Readiness.STOPPING).size());
      start(Math.min(missing, room), starts);
      stopAll(Readiness.FAILED, "it failed", stops);
      stopAll(Readiness.WRONG_DIGEST, "it runs something that is no release of this app", stops);
      int inTheWay = ready >= wanted.instances() ? unhealthy.size() : Math.max(0, missing - room);
      stop(unhealthy.subList(0, Math.min(inTheWay, unhealthy.size())), "it is unhealthy", stops);
      if (kept.size() > wanted.instances()) {
        stop(kept.subList(wanted.instances(), kept.size()), "no longer needed", stops);
      }
      if (ready >= readyNeeded()) {
        stop(outdated(), "replaced by the new release", stops);
      }
    }

    private int limit() {
      return Math.max(rules.instances(), wanted.instances());
    }

    /** So many of the new release must be ready before the old ones may go. */
    private int readyNeeded() {
      if (!rules.isPublic()) {
        return Math.max(1, rules.instances());
      }
      double demand = decision.demand() == null ? 0 : decision.demand().perSecond();
      double carried = wanted.share().value() * demand / Math.max(1e-9, each);
      int forShare = wanted.share().isNone() ? 0 : (int) Math.max(1, Math.ceil(carried));
      int forIdle = rules.idle() == IdleLevel.ZERO ? 0 : 1;
      return Math.max(wanted.instances(), Math.max(forIdle, Math.min(forShare, rules.instances())));
    }

    private void start(int count, List<Plan.Step> starts) {
      Set<String> taken = new HashSet<>();
      view.instances().forEach(i -> taken.add(i.id()));
      for (int number = 1, left = count; left > 0; number++) {
        String id = rules.name() + "-" + number;
        if (taken.add(id)) {
          starts.add(new Plan.StartInstance(rules.name(), id));
          left--;
        }
      }
    }

    private void stopAll(Readiness readiness, String why, List<Plan.Step> stops) {
      stop(view.instances().stream().filter(i -> i.readiness() == readiness).toList(), why, stops);
    }

    private void stop(List<InstanceView> instances, String why, List<Plan.Step> stops) {
      for (InstanceView i : instances) {
        String all = i.why().isEmpty() ? why : why + " (" + i.why() + ")";
        stops.add(new Plan.StopInstance(rules.name(), i.id(), all));
      }
    }

    private List<InstanceView> outdated() {
      return view.instances().stream()
          .filter(InstanceView::outdated)
          .filter(i ->
              switch (i.readiness()) {
                case READY, STARTING, UNHEALTHY -> true;
                case STOPPING, FAILED, WRONG_DIGEST -> false;
              })
          .toList();
    }

    /** Of the wanted release, in the order of their numbers. */
    private List<InstanceView> current(Readiness readiness) {
      List<InstanceView> found = new ArrayList<>();
      for (InstanceView i : view.instances()) {
        if (!i.outdated() && i.readiness() == readiness) {
          found.add(i);
        }
      }
      found.sort(
          Comparator.comparingInt((InstanceView i) -> i.id().length())
              .thenComparing(InstanceView::id));
      return found;
    }
  }
}
