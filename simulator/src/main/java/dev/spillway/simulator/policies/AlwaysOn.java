package dev.spillway.simulator.policies;

import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Share;
import dev.spillway.simulator.Contender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Enough public instances for the highest second all the time, shares by capacity: the upper bound
 * of cost, with perfect knowledge of the peak. Uses the first public site. Clients are told of the
 * shares at the start, so the first answers' lifetime is not representative.
 */
public final class AlwaysOn implements Contender {
  private final Rules rules;
  private final double peak;

  public AlwaysOn(Rules rules, double[] rates) {
    this.rules = rules;
    this.peak = Arrays.stream(rates).max().orElse(0);
  }

  @Override
  public String name() {
    return "always-on";
  }

  @Override
  public Plan next(Observation observation, Now now) {
    double home =
        rules.sites().stream()
            .filter(s -> s.role() == Role.PRIVATE)
            .mapToDouble(s -> s.capacity().perSecond())
            .sum();
    Rules.SiteRules site =
        rules.sites().stream().filter(Rules.SiteRules::isPublic).findFirst().orElse(null);
    if (site == null || peak <= home) {
      return Plan.EMPTY;
    }
    double each = site.capacity().perSecond();
    int count = (int) Math.min(site.instances(), Math.ceil((peak - home) / each - 1e-9));
    List<Plan.Step> steps = new ArrayList<>();
    Observation.SiteView view = observation.site(site.name());
    if (site.linked() && !view.gateway()) {
      steps.add(new Plan.StartGateway(site.name()));
    }
    for (int i = view.instances().size() + 1; i <= count; i++) {
      steps.add(new Plan.StartInstance(site.name(), site.name() + "-" + i));
    }
    double share = view.ready() < count ? 0 : count * each / (home + count * each);
    if (Math.abs(view.share().value() - share) > 1e-9) {
      steps.add(new Plan.SetShares(shares(site, share)));
    }
    return new Plan(steps);
  }

  private List<Plan.SiteShare> shares(Rules.SiteRules target, double share) {
    String home =
        rules.sites().stream()
            .filter(s -> s.role() == Role.PRIVATE)
            .findFirst()
            .orElseThrow()
            .name();
    return rules.sites().stream()
        .map(
            s -> new Plan.SiteShare(s.name(), Share.of(part(s.name(), target.name(), home, share))))
        .toList();
  }

  private static double part(String site, String target, String home, double share) {
    if (site.equals(target)) {
      return share;
    }
    return site.equals(home) ? 1 - share : 0;
  }
}
