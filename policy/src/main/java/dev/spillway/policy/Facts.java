package dev.spillway.policy;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rate;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Signal;
import dev.spillway.core.Tuning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an observation says of one site, in the terms that decisions are made in.
 *
 * @param memory what is remembered of it, this look included
 * @param linkAway how long link, gateway or a service has been away; null when all is well or the
 *     site needs no link
 */
record Facts(
    SiteRules rules, SiteView view, SiteMemory memory, @Nullable Duration linkAway, Tuning tuning) {

  String name() {
    return rules.name();
  }

  boolean isPublic() {
    return rules.isPublic();
  }

  int ready() {
    return (int) view.ready();
  }

  int unhealthy() {
    return count(Readiness.UNHEALTHY);
  }

  /** Instances of the wanted release that serve or are about to. */
  int alive() {
    return (int)
        view.instances().stream()
            .filter(i -> !i.outdated())
            .filter(i -> i.readiness() == Readiness.READY || i.readiness() == Readiness.STARTING)
            .count();
  }

  /** Instances that serve, are about to or may serve again, whatever their release. */
  int standing() {
    return count(Readiness.READY) + count(Readiness.STARTING) + count(Readiness.UNHEALTHY);
  }

  private int count(Readiness readiness) {
    return (int) view.instances().stream().filter(i -> i.readiness() == readiness).count();
  }

  /** What may be told of the first instance that is neither ready nor on its way; null if none. */
  @Nullable InstanceView sick() {
    return view.instances().stream()
        .filter(i ->
            switch (i.readiness()) {
              case UNHEALTHY, WRONG_DIGEST, FAILED -> true;
              case STARTING, READY, STOPPING -> false;
            })
        .findFirst()
        .orElse(null);
  }

  double share() {
    return view.share().value();
  }

  /** Of the share that is published, so much comes; 1 unless clients clearly do otherwise. */
  double follow() {
    return memory.learned().following().used();
  }

  /** The share of clients that the published one brings here in the end. */
  double comes() {
    return share() * follow();
  }

  Facts with(SiteMemory now) {
    return new Facts(rules, view, now, linkAway, tuning);
  }

  /**
   * Clients can be served. A private site without a platform that lists instances is trusted to
   * run, and instances that are unhealthy while the link is away get its grace.
   */
  boolean serves() {
    return ready() > 0
        || (!isPublic() && !rules.scales() && view.instances().isEmpty())
        || (linkAway != null && unhealthy() > 0);
  }

  boolean linkLongAway() {
    return linkAway != null && linkAway.compareTo(tuning.linkGrace()) > 0;
  }

  /** Its link was lost a moment ago: what its clients do says nothing of what they want. */
  boolean unsettled() {
    return linkAway != null && !linkLongAway() && share() > 0;
  }

  /**
   * Clients sent here would be lost: nothing is ready, or what it needs at home is out of reach.
   */
  boolean dead() {
    return !serves() || linkLongAway();
  }

  /**
   * What a public site can carry now, req/s; for a private one its capacity as far as its instances
   * are ready.
   */
  double capacity() {
    double whole = each().perSecond();
    if (isPublic()) {
      return dead() ? 0 : ready() * whole;
    }
    if (!serves()) {
      return 0;
    }
    return ready() == 0 || rules.instances() <= 0
        ? whole
        : whole * Math.min(1, (double) ready() / rules.instances());
  }

  /**
   * What clients want here, req/s: the demand signal, else what was served, rejected or waits; null
   * when none of it is fresh.
   */
  @Nullable Double demand() {
    if (fresh(view.demand())) {
      return value(view.demand());
    }
    if (!fresh(view.served())) {
      return null;
    }
    double waiting = fresh(view.queued()) ? value(view.queued()) / seconds(tuning.ttl()) : 0;
    return value(view.served()) + rejected() + waiting;
  }

  /** Requests answered well, req/s; null when not known. */
  @Nullable Double served() {
    return fresh(view.served()) ? Double.valueOf(value(view.served())) : null;
  }

  /** 99th percentile in ms; null when not known. */
  @Nullable Double latencyMillis() {
    return fresh(view.latencyMillis()) ? Double.valueOf(value(view.latencyMillis())) : null;
  }

  /** Of what {@link #each} speaks of, so much serves: instances, or the part of home's. */
  double units() {
    if (isPublic()) {
      return ready();
    }
    double whole = each().perSecond();
    return whole <= 0 ? 0 : capacity() / whole;
  }

  double rejected() {
    return fresh(view.rejected()) ? value(view.rejected()) : 0;
  }

  /** Age of what {@link #demand} was taken from; null when there is none at all. */
  @Nullable Duration age() {
    Signal signal = view.demand() != null ? view.demand() : view.served();
    return signal == null ? null : signal.age();
  }

  /** Clients are sent here, yet nobody knows how many arrive. */
  boolean blind() {
    return demand() == null && !dead() && (!isPublic() || share() > 0);
  }

  /** Instances kept while the site carries nothing. */
  int idle() {
    return isPublic() && rules.idle() != IdleLevel.ZERO ? 1 : 0;
  }

  /** What an instance carries, or a private site as a whole, as far as is known. */
  Rate each() {
    return each(rules, memory);
  }

  static Rate each(SiteRules rules, SiteMemory memory) {
    return rules.learns()
        ? Rate.perSecond(memory.learned().ceiling().capacity(rules.capacity().perSecond()))
        : rules.capacity();
  }

  private boolean fresh(@Nullable Signal signal) {
    return signal != null && signal.freshWithin(tuning.staleAfter());
  }

  private static double value(@Nullable Signal signal) {
    return signal == null ? 0 : Math.max(0, signal.value());
  }

  static double seconds(Duration d) {
    return Math.max(1e-3, d.toNanos() / 1e9);
  }

  /** Whether the site has all that it needs from home at this moment. */
  static boolean linkWell(SiteRules rules, SiteView view) {
    LinkStatus link = view.link();
    return !rules.linked()
        || (view.gatewayRunning()
            && link != null
            && link.connected()
            && link.services().values().stream().allMatch(ok -> ok));
  }
}
