package dev.spillway.policy;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Tuning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A loss of the link and what it does to a site. It begins when the link, its gateway or a service
 * is away. It is over when the link has been well for two TTLs and no instance is unhealthy any
 * more: until then requests fail, wait and come again, and the numbers tell of the loss, not of
 * demand. A link that comes and goes faster than that is one loss. A site without clients has
 * nothing to get over, and no loss lasts longer than twice the grace once the link is well.
 *
 * @param lostSince when it began, monotonic nanoseconds; null when there is none
 * @param backSince since when the link is well again; null while it is away
 */
record Outage(@Nullable Long lostSince, @Nullable Long backSince) {
  private static final Outage NONE = new Outage(null, null);

  /** Connections are made anew, and what waited is served, before the numbers are demand again. */
  private static final int SETTLING_TTLS = 2;

  static Outage look(SiteRules rules, SiteView view, SiteMemory before, Now now, Tuning tuning) {
    Long since = before.linkLostSince();
    if (!Facts.linkWell(rules, view)) {
      // Where nothing is out there, nothing is missing.
      boolean needed = view.share().value() > 0 || view.gateway() || !view.instances().isEmpty();
      return needed ? new Outage(since != null ? since : Long.valueOf(now.nanos()), null) : NONE;
    }
    if (since == null || now.since(since).compareTo(tuning.linkGrace().multipliedBy(2)) > 0) {
      return NONE;
    }
    long back = before.linkBackSince() != null ? before.linkBackSince() : now.nanos();
    boolean settling = view.share().value() > 0 && now.since(back).compareTo(settling(tuning)) < 0;
    boolean recovering =
        view.instances().stream()
            .map(InstanceView::readiness)
            .anyMatch(Readiness.UNHEALTHY::equals);
    return settling || recovering ? new Outage(since, back) : NONE;
  }

  private static Duration settling(Tuning tuning) {
    return tuning.ttl().multipliedBy(SETTLING_TTLS);
  }

  /**
   * How long the site has been without its link: what the agent says, or what was seen here. Once
   * the link is well, the grace is not used up further.
   *
   * @return null when there is no loss
   */
  static @Nullable Duration away(
      SiteRules rules, SiteView view, SiteMemory memory, Now now, Duration grace) {
    if (memory.linkLostSince() == null) {
      return null;
    }
    Duration seen = now.since(memory.linkLostSince());
    if (Facts.linkWell(rules, view)) {
      return seen.compareTo(grace) < 0 ? seen : grace;
    }
    LinkStatus link = view.link();
    return link != null && !link.connected() && link.lostFor().compareTo(seen) > 0
        ? link.lostFor()
        : seen;
  }
}
