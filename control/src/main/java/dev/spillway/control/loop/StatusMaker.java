package dev.spillway.control.loop;

import dev.spillway.control.loop.AppStatus.DeploymentView;
import dev.spillway.control.loop.AppStatus.InstanceStatus;
import dev.spillway.control.loop.AppStatus.InterventionView;
import dev.spillway.control.loop.AppStatus.LinkView;
import dev.spillway.control.loop.AppStatus.MachineView;
import dev.spillway.control.loop.AppStatus.ReleaseView;
import dev.spillway.control.loop.AppStatus.SiteStatus;
import dev.spillway.control.release.ReleaseState;
import dev.spillway.core.App;
import dev.spillway.core.Decision;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Decision.SiteDecision;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rate;
import dev.spillway.core.Release;
import dev.spillway.core.Signal;
import dev.spillway.core.Site;
import dev.spillway.policy.Insight;
import dev.spillway.policy.Insight.SiteInsight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts what was seen and decided into the form that people and programs read. */
final class StatusMaker {
  private StatusMaker() {}

  /**
   * @param decision the latest; null before the first, and then {@code waiting} says what for
   */
  static AppStatus make(
      App app,
      Seen seen,
      @Nullable Decision decision,
      String waiting,
      ReleaseState releases,
      Costs costs,
      Insight insight,
      Now now) {
    List<SiteStatus> sites =
        app.sites().stream()
            .map(site ->
                site(
                    site,
                    seen,
                    insight.site(site.name()),
                    decision == null ? null : decision.site(site.name())))
            .toList();
    Release good = releases.good();
    return new AppStatus(
        app.name(),
        app.host(),
        decision == null ? Phase.HOLDING : decision.phase(),
        decision == null ? waiting : decision.headline(),
        decision == null ? "" : decision.bound(),
        decision == null ? "" : decision.next(),
        decision == null ? waiting : reason(decision),
        decision == null ? null : rate(decision.demand()),
        decision == null ? null : rate(decision.expected()),
        decision == null ? 0 : decision.lead().toMillis() / 1000.0,
        homeCapacity(app, insight),
        Learnings.lag(insight.lag()),
        now.wall(),
        sites,
        good == null
            ? null
            : new ReleaseView(good.digest().hex(), good.fileName(), releases.since()),
        seen.observation().interventions().stream().map(InterventionView::of).toList(),
        costs.view(),
        releases.newest().map(DeploymentView::of).orElse(null));
  }

  private static double homeCapacity(App app, Insight insight) {
    return app.sites().stream()
        .filter(site -> !site.isPublic())
        .mapToDouble(site -> Learnings.capacity(site, insight.site(site.name())))
        .sum();
  }

  /** The reason of the site that matters most: a public one that carries or wakes, else home. */
  private static String reason(Decision decision) {
    Stream<SiteDecision> awake =
        decision.sites().stream().skip(1).filter(s -> !s.share().isNone() || s.instances() > 0);
    return Stream.concat(awake, decision.sites().stream())
        .map(SiteDecision::reason)
        .filter(r -> !r.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static SiteStatus site(
      Site site, Seen seen, SiteInsight learned, @Nullable SiteDecision wish) {
    SiteView view = seen.observation().site(site.name());
    List<Instance> instances = seen.instances().getOrDefault(site.name(), List.of());
    List<InstanceStatus> shown = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      shown.add(instance(instances.get(i), view.instances().get(i)));
    }
    return new SiteStatus(
        site.name(),
        site.role().name(),
        view.share().value(),
        wish == null ? view.share().value() : wish.share().value(),
        seenShare(seen.observation(), view),
        view.answered(),
        Learnings.capacity(site, learned),
        site.instances(),
        wish == null ? instances.size() : wish.instances(),
        wish == null ? "" : wish.reason(),
        value(view.demand()),
        value(view.served()),
        value(view.rejected()),
        value(view.queued()),
        value(view.latencyMillis()),
        age(view),
        Learnings.used(view),
        Learnings.view(learned),
        shown,
        !view.gateway() ? "none" : view.gatewayRunning() ? "running" : "starting",
        link(view.link()),
        seen.machines().getOrDefault(site.name(), List.of()).stream().map(MachineView::of).toList(),
        view.leftovers());
  }

  private static InstanceStatus instance(Instance i, InstanceView view) {
    Digest digest = i.digest();
    return new InstanceStatus(
        i.id(),
        view.readiness(),
        i.endpoint().toString(),
        digest == null ? null : digest.hex(),
        i.proof().name().toLowerCase(Locale.ROOT),
        view.outdated(),
        view.why(),
        i.started());
  }

  private static @Nullable LinkView link(@Nullable LinkStatus link) {
    if (link == null) {
      return null;
    }
    Duration rtt = link.roundTrip();
    return new LinkView(
        link.connected(),
        rtt == null ? null : rtt.toNanos() / 1e6,
        link.streams(),
        link.lostFor().toMillis() / 1000.0,
        new TreeMap<>(link.services()));
  }

  /** Of all requests that were measured; null when they were not measured everywhere. */
  private static @Nullable Double seenShare(Observation all, SiteView view) {
    double sum = 0;
    for (SiteView site : all.sites()) {
      Signal here = site.demand();
      if (here == null && (!site.share().isNone() || !site.instances().isEmpty())) {
        return null;
      }
      sum += here == null ? 0 : here.value();
    }
    Signal own = view.demand();
    return own == null || sum <= 0 ? null : Double.valueOf(own.value() / sum);
  }

  private static @Nullable Double age(SiteView view) {
    Optional<Signal> newest =
        Stream.of(
                Optional.ofNullable(view.demand()),
                Optional.ofNullable(view.served()),
                Optional.ofNullable(view.latencyMillis()))
            .flatMap(Optional::stream)
            .min(java.util.Comparator.comparing(Signal::age));
    return newest.map(s -> s.age().toMillis() / 1000.0).orElse(null);
  }

  private static @Nullable Double value(@Nullable Signal signal) {
    return signal == null ? null : signal.value();
  }

  private static @Nullable Double rate(@Nullable Rate rate) {
    return rate == null ? null : rate.perSecond();
  }

  /** The row of the history. */
  static History.Point point(App app, Seen seen, Decision decision, Insight insight, Now now) {
    Observation o = seen.observation();
    TreeMap<String, @Nullable Double> served = new TreeMap<>();
    TreeMap<String, Double> shares = new TreeMap<>();
    Double lost = null;
    for (SiteView view : o.sites()) {
      served.put(view.site(), value(view.served()));
      shares.put(view.site(), view.share().value());
      Signal rejected = view.rejected();
      if (rejected != null) {
        lost = (lost == null ? 0 : lost) + rejected.value();
      }
    }
    return new History.Point(
        now.wall().toEpochMilli(),
        rate(decision.demand()),
        rate(decision.expected()),
        homeCapacity(app, insight),
        lost,
        served,
        shares);
  }
}
