package dev.spillway.link;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An agent's link with one gateway of a site: its session, and how its services are. */
final class Dialer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Dialer.class.getName());

  /** A service that came later is not called silent before the gateway could check it. */
  private static final Duration UNCHECKED = Duration.ofSeconds(10);

  private final AgentConfig config;
  private final Ticker ticker;
  private final Refusals refusals;
  private final Journal journal;
  private final Redial redial;
  private final CheckLines lines;
  private volatile Rules rules;
  private volatile long changedAt;
  private volatile Map<String, String> failures = Map.of();
  private volatile long lostSince;

  Dialer(AgentConfig config, Rules rules, Ticker ticker, Counters counters) {
    this.config = config;
    this.rules = rules;
    this.ticker = ticker;
    AgentConfig.Target target = rules.target;
    changedAt = ticker.now().nanos() - UNCHECKED.toNanos();
    String who = "link to " + target.app() + "/" + target.site();
    refusals = new Refusals(who, counters, ticker);
    lines = new CheckLines(who, ticker);
    journal = new Journal(config.audit(), target, config.timings().check(), ticker);
    lostSince = ticker.now().nanos();
    GatewayAddress gateway = target.address();
    redial =
        new Redial(
            who + " at " + gateway,
            target.site() + " at " + gateway,
            gateway,
            target.hello(),
            config.outward(),
            ticker,
            counters,
            this::end);
  }

  void start() {
    redial.start();
  }

  AgentConfig.Target target() {
    return rules.target;
  }

  Map<String, ServiceMeter> meters() {
    return rules.meters;
  }

  /** Other services, limits or releases for the same gateway; its session stays. */
  void update(Rules fresh) {
    AgentConfig.Target before = rules.target;
    rules = fresh;
    if (!before.equals(fresh.target)) {
      changedAt = ticker.now().nanos();
      LOG.log(
          Level.INFO,
          "link to {0}/{1}: services {2} -> {3}",
          before.app(),
          before.site(),
          before.services(),
          fresh.target.services());
    }
  }

  /** Null while there is none. */
  @Nullable Session session() {
    return redial.session();
  }

  /** How the link is now; any thread. */
  LinkStatus status() {
    Session live = redial.session();
    Map<String, Boolean> services = new LinkedHashMap<>();
    Map<String, String> checked = failures;
    boolean isFresh = ticker.now().since(changedAt).compareTo(UNCHECKED) < 0;
    for (String name : target().services().keySet()) {
      if (checked.isEmpty() || checked.containsKey(name) || !isFresh) {
        services.put(name, live != null && Objects.equals(checked.get(name), ""));
      }
    }
    if (live == null) {
      return new LinkStatus(false, null, 0, services, ticker.now().since(lostSince));
    }
    long nanos = live.roundTripNanos();
    @Nullable Duration roundTrip = nanos < 0 ? null : Duration.ofNanos(nanos);
    Map<String, Double> used = used(live.usualRoundTripNanos());
    return new LinkStatus(true, roundTrip, live.streamCount(), services, used, Duration.ZERO);
  }

  private Map<String, Double> used(long roundTripNanos) {
    Map<String, Double> used = new LinkedHashMap<>();
    long now = ticker.now().nanos();
    rules.meters.forEach((name, meter) -> {
      double far = roundTripNanos / 1e9 / meter.limits().roundTripSeconds();
      double part = Math.max(meter.used(now), far);
      if (part > 0) {
        used.put(name, part);
      }
    });
    return used;
  }

  private AgentEnd end() {
    News news = new News();
    Rules now = rules;
    Door door = new Door(now, config.timings().connect(), journal, news);
    return new AgentEnd(() -> rules, door, news, config.identity()::revocations);
  }

  /** Whether another agent of the same name takes its sessions; any thread. */
  boolean hasRival() {
    return redial.hasRival();
  }

  /** The keys' folder has changed: what is revoked counts here, and the gateway is told. */
  void keysChanged() {
    redial.endRevoked();
    Session live = redial.session();
    if (live != null) {
      live.wake();
    }
  }

  @Override
  public void close() {
    redial.close();
  }

  /** What the session reports, in its thread. */
  private final class News implements AgentEnd.Listener {
    @Override
    public void established(Session established) {
      failures = Map.of();
      redial.established(established);
    }

    @Override
    public void checked(Map<String, String> all) {
      Map<String, String> results = new LinkedHashMap<>(all);
      results.keySet().retainAll(target().services().keySet());
      failures = Map.copyOf(results);
      lines.checked(results);
    }

    @Override
    public void refused(String service, Reason reason, String text) {
      refusals.stream(service, reason, text);
    }

    @Override
    public void ended(boolean stood, String why) {
      if (stood) {
        lostSince = ticker.now().nanos();
      }
      redial.ended(why);
    }
  }
}
