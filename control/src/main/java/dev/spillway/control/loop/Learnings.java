package dev.spillway.control.loop;

import dev.spillway.control.loop.AppStatus.CapacityView;
import dev.spillway.control.loop.AppStatus.LagView;
import dev.spillway.control.loop.AppStatus.LearnedView;
import dev.spillway.control.loop.AppStatus.WarmUpView;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Site;
import dev.spillway.policy.Insight.Lags;
import dev.spillway.policy.Insight.LearnedCapacity;
import dev.spillway.policy.Insight.SiteInsight;
import dev.spillway.policy.Insight.StartTimes;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the policy learned and what bounds it, in the form of the status. */
final class Learnings {
  private Learnings() {}

  static LagView lag(Lags lag) {
    return new LagView(seconds(lag.half()), seconds(lag.most()), lag.readings());
  }

  static LearnedView view(SiteInsight site) {
    StartTimes starts = site.warmUp();
    LearnedCapacity capacity = site.capacity();
    return new LearnedView(
        site.follows(),
        starts == null
            ? null
            : new WarmUpView(seconds(starts.half()), seconds(starts.most()), starts.seen()),
        capacity == null
            ? null
            : new CapacityView(capacity.perSecond(), capacity.guess(), capacity.confidence()));
  }

  /** What decisions reckon with, req/s. */
  static double capacity(Site site, SiteInsight learned) {
    LearnedCapacity capacity = learned.capacity();
    return capacity == null ? site.capacity().perSecond() : capacity.perSecond();
  }

  /** The site's own, and those of the link to it. */
  static Map<String, Double> used(SiteView view) {
    Map<String, Double> used = new TreeMap<>();
    view.used().forEach((name, signal) -> used.put(name, signal.value()));
    if (view.link() != null) {
      view.link().used().forEach((service, part) -> used.put("link to " + service, part));
    }
    return used;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
