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

  final AgentConfig.Target target;
  private final AgentConfig config;
  private final Ticker ticker;
  private final Map<String, ServiceMeter> meters;
  private final Refusals refusals;
  private final Redial redial;
  private volatile Map<String, String> failures = Map.of();
  private volatile long lostSince;

  /**
   * @param meters of the site's services, which all its gateways share
   */
  Dialer(
      AgentConfig config,
      AgentConfig.Target target,
      Map<String, ServiceMeter> meters,
      Ticker ticker,
      Counters counters) {
    this.meters = meters;
    this.config = config;
    this.target = target;
    this.ticker = ticker;
    String who = "link to " + target.app() + "/" + target.site();
    refusals = new Refusals(who, counters, ticker);
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

  /** How the link is now; any thread. */
  LinkStatus status() {
    Session live = redial.session();
    Map<String, Boolean> services = new LinkedHashMap<>();
    for (String name : target.services().keySet()) {
      services.put(name, live != null && Objects.equals(failures.get(name), ""));
    }
    if (live == null) {
      return new LinkStatus(false, null, 0, services, ticker.now().since(lostSince));
    }
    long nanos = live.roundTripNanos();
    @Nullable Duration roundTrip = nanos < 0 ? null : Duration.ofNanos(nanos);
    return new LinkStatus(true, roundTrip, live.streamCount(), services, used(), Duration.ZERO);
  }

  private Map<String, Double> used() {
    Map<String, Double> used = new LinkedHashMap<>();
    long now = ticker.now().nanos();
    meters.forEach((name, meter) -> {
      double part = meter.used(now);
      if (part > 0) {
        used.put(name, part);
      }
    });
    return used;
  }

  private AgentEnd end() {
    News news = new News();
    Journal journal = new Journal(config.audit(), target, ticker);
    Door door = new Door(target, config.timings().connect(), meters, journal, news);
    return new AgentEnd(target, door, news);
  }

  void endRevoked() {
    redial.endRevoked();
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
    public void checked(Map<String, String> results) {
      results.forEach((name, failure) -> {
        if (!Objects.equals(failures.get(name), failure)) {
          LOG.log(
              failure.isEmpty() ? Level.INFO : Level.WARNING,
              "link to {0}/{1}: service {2} {3}",
              target.app(),
              target.site(),
              name,
              failure.isEmpty() ? "answers" : "does not answer: " + failure);
        }
      });
      failures = Map.copyOf(results);
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
