package dev.spillway.control.loop;

import dev.spillway.config.Secrets;
import dev.spillway.core.AdapterException;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.GatewayHost.Gateway;
import dev.spillway.core.Instance;
import dev.spillway.core.LinkMonitor;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last that was seen of one site: instances, gateway, link and signals, each asked off
 * the tick and each with its time. A call that fails leaves the last answer as it was; its age
 * grows.
 */
final class SiteWatch {
  private static final Duration LEFTOVERS_EVERY = Duration.ofSeconds(10);

  /** Where failures are told. */
  interface Failures {
    void failed(String site, String what, AdapterException e);

    void recovered(String site, String what);

    void stuck(String site, String what);
  }

  private final String app;
  private final SiteParts parts;
  private final @Nullable LinkMonitor links;
  private final Ticker ticker;
  private final Failures failures;
  private final Lane platformLane;
  private final Lane linkLane;
  private final List<Lane> signalLanes = new ArrayList<>();
  private final Map<Integer, Readings.Timed> readings = new ConcurrentHashMap<>();
  private final Map<Integer, Long> asked = new ConcurrentHashMap<>();

  private volatile @Nullable List<Instance> instances;
  private volatile Optional<Gateway> gateway = Optional.empty();
  private volatile @Nullable LinkStatus link;
  private volatile List<String> leftovers = List.of();
  private volatile long leftoversAt;
  private volatile boolean leftoversKnown;
  private volatile @Nullable Long firstSeen;

  SiteWatch(
      String app,
      SiteParts parts,
      @Nullable LinkMonitor links,
      Ticker ticker,
      Executor executor,
      Failures failures) {
    this.app = app;
    this.parts = parts;
    this.links = links;
    this.ticker = ticker;
    this.failures = failures;
    this.platformLane = new Lane(executor, ticker);
    this.linkLane = new Lane(executor, ticker);
    parts.signals().forEach(s -> signalLanes.add(new Lane(executor, ticker)));
  }

  /** Starts every question that is due. */
  void poll(Now now) {
    platformLane.offer("asking the platform", () -> askPlatform(now));
    if (parts.gateway() != null && links != null) {
      linkLane.offer("asking for the link", this::askLink);
    }
    for (int i = 0; i < parts.signals().size(); i++) {
      SignalSource source = parts.signals().get(i);
      Long last = asked.get(i);
      if (last == null || now.since(last).compareTo(source.interval()) >= 0) {
        int index = i;
        if (signalLanes.get(i).offer("reading a signal", () -> read(index, source))) {
          asked.put(i, now.nanos());
        }
      }
    }
  }

  /** Tells of every question that has been open for too long. */
  void overdue(Now now, Duration limit) {
    List<Lane> all = new ArrayList<>(signalLanes);
    all.add(platformLane);
    all.add(linkLane);
    all.forEach(
        lane -> lane.overdue(now, limit).ifPresent(what -> failures.stuck(parts.name(), what)));
  }

  private void askPlatform(Now now) {
    parts.turn().lock();
    try {
      List<Instance> seen = parts.platform().instances();
      GatewayHost host = parts.gateway();
      Optional<Gateway> seenGateway = host == null ? Optional.empty() : host.gateway();
      boolean emptied = seen.isEmpty() && !leftovers.isEmpty();
      if (parts.site().isPublic()
          && (!leftoversKnown
              || emptied
              || now.since(leftoversAt).compareTo(LEFTOVERS_EVERY) >= 0)) {
        leftovers = List.copyOf(parts.platform().leftovers());
        leftoversAt = now.nanos();
        leftoversKnown = true;
      }
      gateway = seenGateway;
      instances = seen.stream().map(this::withoutSecrets).toList();
      if (firstSeen == null) {
        firstSeen = now.nanos();
      }
      failures.recovered(parts.name(), "platform");
    } catch (AdapterException e) {
      failures.failed(parts.name(), "platform", e);
    } finally {
      parts.turn().unlock();
    }
  }

  /** An app that fails may print what it was given; that goes to events, status and API. */
  private Instance withoutSecrets(Instance i) {
    if (i.detail().isEmpty()) {
      return i;
    }
    String detail = Secrets.hide(i.detail(), parts.site().settings().values());
    return new Instance(
        i.id(), i.endpoint(), i.state(), i.digest(), i.proof(), i.started(), detail);
  }

  private void askLink() {
    LinkMonitor monitor = links;
    if (monitor == null) {
      return;
    }
    try {
      link = monitor.status(app, parts.name());
      failures.recovered(parts.name(), "link");
    } catch (AdapterException e) {
      link = null;
      failures.failed(parts.name(), "link", e);
    }
  }

  private void read(int index, SignalSource source) {
    List<Instance> seen = instances;
    if (seen == null) {
      asked.remove(index);
      return;
    }
    String what = "signal " + (index + 1);
    try {
      Reading reading = source.read(seen.stream().filter(SiteWatch::runs).toList());
      readings.put(index, new Readings.Timed(reading, ticker.now().nanos()));
      failures.recovered(parts.name(), what);
    } catch (AdapterException e) {
      failures.failed(parts.name(), what, e);
    }
  }

  private static boolean runs(Instance instance) {
    return instance.state() == Instance.State.RUNNING;
  }

  /** The platform has answered since this process began; until then nothing is known of it. */
  boolean seen() {
    return instances != null;
  }

  /** Since its first answer its probes have had this much time. */
  boolean seenFor(Duration time, Now now) {
    Long first = firstSeen;
    return first != null && now.since(first).compareTo(time) > 0;
  }

  List<Instance> instances() {
    List<Instance> seen = instances;
    return seen == null ? List.of() : seen;
  }

  Optional<Gateway> gateway() {
    return gateway;
  }

  @Nullable LinkStatus link() {
    return link;
  }

  List<String> leftovers() {
    return leftovers;
  }

  /** Asks the platform for leftovers now, on the caller's thread. */
  List<String> checkLeftovers() throws AdapterException {
    parts.turn().lock();
    try {
      leftovers = List.copyOf(parts.platform().leftovers());
      return leftovers;
    } finally {
      parts.turn().unlock();
    }
  }

  Readings readings() {
    List<Readings.Timed> all = new ArrayList<>();
    for (int i = 0; i < parts.signals().size(); i++) {
      Readings.Timed timed = readings.get(i);
      if (timed != null) {
        all.add(timed);
      }
    }
    return new Readings(all);
  }

  boolean judged() {
    return !parts.signals().isEmpty();
  }
}
