package dev.spillway.control.loop;

import dev.spillway.core.Plan;
import dev.spillway.core.Plan.SiteShare;
import dev.spillway.core.Plan.Step;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves a site alone that nobody has seen since this process began: nothing there is started or
 * stopped, and what is published for it stays; the other sites divide the rest as was decided. That
 * its platform does not answer says nothing about what serves there. Pure.
 */
final class Unseen {
  /** Shares that differ by less are the same. */
  private static final double HAIR = 0.0005;

  private Unseen() {}

  /**
   * @param published what clients are told now; with nothing published shares are set as decided
   */
  static Plan without(Set<String> unseen, Plan plan, Optional<SteeredHost> published) {
    if (unseen.isEmpty()) {
      return plan;
    }
    List<Step> steps = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step instanceof Plan.SetShares decided && published.isPresent()) {
        shares(unseen, decided.shares(), published.get()).ifPresent(steps::add);
      } else if (!unseen.contains(StepRunner.siteOf(step))) {
        steps.add(step);
      }
    }
    return new Plan(steps);
  }

  /** Empty when that changes nothing, or nobody that was seen could take anything. */
  private static Optional<Step> shares(
      Set<String> unseen, List<SiteShare> decided, SteeredHost published) {
    double left = 1;
    double total = 0;
    for (SiteShare share : decided) {
      if (unseen.contains(share.site())) {
        left -= published.share(share.site()).value();
      } else {
        total += share.share().value();
      }
    }
    if (total <= 0) {
      return Optional.empty();
    }
    List<SiteShare> held = new ArrayList<>();
    boolean differ = false;
    for (SiteShare share : decided) {
      Share now = published.share(share.site());
      Share next =
          unseen.contains(share.site())
              ? now
              : Share.of(Math.clamp(share.share().value() / total * left, 0, 1));
      differ |= Math.abs(next.value() - now.value()) > HAIR;
      held.add(new SiteShare(share.site(), next));
    }
    return differ ? Optional.of(new Plan.SetShares(held)) : Optional.empty();
  }
}
