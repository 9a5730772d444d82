package dev.spillway.simulator;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.core.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One site of the model: instances, clients, and monitoring windows that are seen late. */
final class PlantSite {
  /** Means of one window, req/s. */
  private record Window(
      double demand, double served, double rejected, @Nullable Double latencyMillis) {}

  final SiteRules rules;
  private final Reality reality;
  private final double each;
  private final Clients clients;
  private final Fleet fleet;
  private final int windowsLate;
  private final double queueSeconds;
  private final Queue queue = new Queue();
  private final Deque<Window> windows = new ArrayDeque<>();
  private final List<InstanceView> own = new ArrayList<>();
  private boolean gateway;
  private double demand;
  private double rejected;
  private double lostQueued;
  private double share;

  PlantSite(SiteRules rules, Settings settings, double share) {
    this.rules = rules;
    this.share = share;
    this.reality = settings.reality();
    Duration clientTtl = reality.clientTtl();
    Duration kept = clientTtl == null ? settings.rules().tuning().ttl() : clientTtl;
    this.clients = new Clients(kept.toNanos() / 1e9, settings.stale(), share);
    this.each = reality.capacities().getOrDefault(rules.name(), rules.capacity()).perSecond();
    this.fleet = new Fleet(settings.warmUp().toSeconds(), settings.granule().toSeconds());
    this.windowsLate = (int) (settings.delay().toSeconds() / settings.tick().toSeconds());
    this.queueSeconds = settings.queue();
    if (!rules.isPublic()) {
      for (int i = 1; i <= rules.instances(); i++) {
        own.add(new InstanceView(rules.name() + "-" + i, Readiness.READY, false, ""));
      }
    }
  }

  Fleet fleet() {
    return fleet;
  }

  double share() {
    return share;
  }

  void share(double value) {
    share = value;
  }

  /** The fraction of clients that come in this second. */
  double comes() {
    double comes = clients.second(share);
    return rules.isPublic() ? Math.min(1, comes * reality.follow()) : comes;
  }

  double capacity() {
    return rules.isPublic() ? fleet.ready() * each : each;
  }

  /** Counts one second of traffic; gives back what was turned away. */
  double serve(double rate) {
    double capacity = capacity();
    double over = Math.max(0, rate - capacity);
    demand += rate;
    rejected += over;
    lostQueued += queue.second(rate - capacity, queueSeconds * capacity);
    return over;
  }

  /** Lost so far if some requests may wait. */
  double lostQueued() {
    return lostQueued;
  }

  void closeWindow(long seconds) {
    windows.addLast(
        new Window(
            demand / seconds,
            (demand - rejected) / seconds,
            rejected / seconds,
            reality.latencyMillis(demand / seconds, capacity())));
    demand = 0;
    rejected = 0;
    if (windows.size() > windowsLate + 1) {
      windows.removeFirst();
    }
  }

  void gateway(boolean exists) {
    gateway = exists;
  }

  SiteView view(Duration age) {
    @Nullable Window seen = windows.size() > windowsLate ? windows.getFirst() : null;
    return new SiteView(
        rules.name(),
        rules.isPublic() ? fleet.views() : own,
        gateway,
        gateway,
        gateway ? new LinkStatus(true, Duration.ofMillis(20), 0, Map.of(), Duration.ZERO) : null,
        Share.of(share),
        seen == null ? null : new Signal(seen.demand, age),
        seen == null ? null : new Signal(seen.served, age),
        seen == null ? null : new Signal(seen.rejected, age),
        null,
        seen == null || seen.latencyMillis == null ? null : new Signal(seen.latencyMillis, age),
        "",
        List.of());
  }
}
