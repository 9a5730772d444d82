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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One site of the model: instances, clients, and monitoring windows that are seen late. */
final class PlantSite {
  /** Means of one window, req/s. */
  private record Window(double demand, double served, double rejected) {}

  final SiteRules rules;
  private final Clients clients;
  private final long warmUp;
  private final int windowsLate;
  private final Map<String, Long> readyAt = new LinkedHashMap<>();
  private final Deque<Window> windows = new ArrayDeque<>();
  private boolean gateway;
  private double demand;
  private double rejected;
  private long paid;
  double share;

  PlantSite(SiteRules rules, Settings settings) {
    this.rules = rules;
    this.share = 0;
    this.clients =
        new Clients(settings.rules().tuning().ttl().toNanos() / 1e9, settings.stale(), 0);
    this.warmUp = settings.warmUp().toSeconds();
    this.windowsLate = (int) (settings.delay().toSeconds() / settings.tick().toSeconds());
  }

  int ready(long second) {
    int ready = 0;
    for (long at : readyAt.values()) {
      ready += at <= second ? 1 : 0;
    }
    return ready;
  }

  int running() {
    return readyAt.size();
  }

  double capacity(long second) {
    double each = rules.capacity().perSecond();
    return rules.isPublic() ? ready(second) * each : each;
  }

  double comes() {
    return clients.second(share);
  }

  /** Counts one second of traffic; gives back what was turned away. */
  double serve(double rate, long second) {
    double over = Math.max(0, rate - capacity(second));
    demand += rate;
    rejected += over;
    paid += readyAt.size();
    return over;
  }

  void closeWindow(long ticks) {
    windows.addLast(new Window(demand / ticks, (demand - rejected) / ticks, rejected / ticks));
    demand = 0;
    rejected = 0;
    if (windows.size() > windowsLate + 1) {
      windows.removeFirst();
    }
  }

  void start(String id, long second) {
    readyAt.putIfAbsent(id, second + warmUp);
  }

  void stop(String id) {
    readyAt.remove(id);
  }

  void gateway(boolean exists) {
    gateway = exists;
  }

  long paidSeconds() {
    return paid;
  }

  SiteView view(long second, Duration age) {
    @Nullable Window seen = windows.size() > windowsLate ? windows.getFirst() : null;
    return new SiteView(
        rules.name(),
        instances(second),
        gateway,
        gateway,
        gateway ? new LinkStatus(true, Duration.ofMillis(20), 0, Map.of(), Duration.ZERO) : null,
        Share.of(share),
        seen == null ? null : new Signal(seen.demand, age),
        seen == null ? null : new Signal(seen.served, age),
        seen == null ? null : new Signal(seen.rejected, age),
        null,
        null,
        "",
        List.of());
  }

  private List<InstanceView> instances(long second) {
    List<InstanceView> all = new ArrayList<>();
    if (!rules.isPublic()) {
      for (int i = 1; i <= rules.instances(); i++) {
        all.add(new InstanceView(rules.name() + "-" + i, Readiness.READY, false, ""));
      }
    }
    readyAt.forEach((id, at) ->
        all.add(
            new InstanceView(id, at <= second ? Readiness.READY : Readiness.STARTING, false, "")));
    return all;
  }
}
