package dev.spillway.link;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Now;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The link's end at home. It only dials out, comes back by itself for ever, and is the one that
 * decides which services may be reached. Safe for any thread.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  private final AgentConfig config;
  private final List<Dialer> dialers = new CopyOnWriteArrayList<>();
  private final Meters meters = new Meters();
  private final Ticker ticker;
  private final Counters counters;
  private final @Nullable StatusServer statusServer;
  private final KeyWatch keys;
  private final @Nullable AuditLog audit;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Agent(AgentConfig config, Ticker ticker) throws IOException {
    this.config = config;
    this.ticker = ticker;
    counters = new Counters();
    statusServer =
        config.status() == null
            ? null
            : StatusServer.start(
                config.status(),
                "agent",
                Map.of("/status", this::statusText, "/metrics", this::metrics));
    keys = new KeyWatch(config.identity(), () -> dialers.forEach(Dialer::keysChanged), ticker);
    audit = config.audit();
    if (audit != null) {
      AuditLog log = audit;
      Thread.ofVirtual().name("link-audit").start(() -> forceAudit(log));
    }
  }

  /**
   * Starts dialling and returns at once; a gateway that is not there yet is no error.
   *
   * @throws IOException when the status address cannot be listened on, or is not loopback
   */
  public static Agent start(AgentConfig config) throws IOException {
    return start(config, Ticker.system());
  }

  static Agent start(AgentConfig config, Ticker ticker) throws IOException {
    Agent agent = new Agent(config, ticker);
    agent.update(config.targets());
    return agent;
  }

  /**
   * Other services, limits, releases or gateways from now on. A session of a gateway that stays is
   * not touched, nor are its streams, but those of a service that is no longer there; the gateway
   * is told within a second. Sessions of gateways that are gone end.
   *
   * @throws IllegalArgumentException when a target needs what this agent was not started with
   */
  public synchronized void update(List<AgentConfig.Target> targets) {
    config.check(targets);
    if (closed.getCount() == 0) {
      return;
    }
    Map<String, Dialer> gone = new LinkedHashMap<>();
    dialers.forEach(dialer -> gone.put(key(dialer.target()), dialer));
    for (AgentConfig.Target target : targets) {
      Rules rules = new Rules(target, meters.of(target, ticker.now().nanos()));
      Dialer known = gone.remove(key(target));
      if (known == null) {
        Dialer fresh = new Dialer(config, rules, ticker, counters);
        dialers.add(fresh);
        fresh.start();
      } else {
        known.update(rules);
      }
    }
    dialers.removeAll(gone.values());
    gone.values().forEach(Dialer::close);
  }

  private static String key(AgentConfig.Target target) {
    return target.app() + "/" + target.site() + " " + target.address();
  }

  /** How each link is now. */
  public Map<AgentConfig.Target, LinkStatus> status() {
    Map<AgentConfig.Target, LinkStatus> all = new LinkedHashMap<>();
    dialers.forEach(dialer -> all.put(dialer.target(), dialer.status()));
    return all;
  }

  String statusText() {
    StringBuilder text = new StringBuilder(StatusText.write(status()));
    dialers.stream()
        .filter(Dialer::hasRival)
        .forEach(dialer -> text.append(StatusText.rival(dialer.target())));
    text.append(config.identity().statusLine());
    for (Dialer dialer : dialers) {
      Session session = dialer.session();
      if (session != null) {
        AgentConfig.Target target = dialer.target();
        text.append(
            session.certificates.statusLine(
                "gateway=%s site=%s/%s".formatted(target.address(), target.app(), target.site())));
      }
    }
    return text.toString();
  }

  public LinkCounts counts() {
    return counters.snapshot();
  }

  String metrics() {
    Map<String, ServiceMeter> services = new LinkedHashMap<>();
    Map<String, Duration> sessions = new LinkedHashMap<>();
    Map<String, Duration> certificates = new LinkedHashMap<>();
    Now now = ticker.now();
    for (Dialer dialer : dialers) {
      AgentConfig.Target target = dialer.target();
      String site = "app=\"%s\",site=\"%s\"".formatted(target.app(), target.site());
      dialer
          .meters()
          .forEach((name, meter) -> services.put(site + ",service=\"" + name + "\"", meter));
      LinkStatus status = dialer.status();
      Duration trip = status.roundTrip() == null ? Duration.ZERO : status.roundTrip();
      sessions.put(
          site + ",gateway=\"" + target.address() + "\"",
          status.connected() ? trip : Duration.ofNanos(-1));
      Session session = dialer.session();
      if (session != null) {
        certificates.put(
            site + ",gateway=\"" + target.address() + "\"", session.certificates.left(now.wall()));
      }
    }
    return new MetricsText()
        .counts(counts(), counters.refusals())
        .sessions(sessions)
        .services(services, now.nanos())
        .certificates(config.identity().left(now.wall()), certificates)
        .toString();
  }

  /**
   * Writes what waits and brings the log to the disk each second, which a loss of power may take.
   */
  private void forceAudit(AuditLog log) {
    String failing = "";
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        String late = log.catchUp();
        String failure = late.isEmpty() ? log.force() : late;
        if (!failure.equals(failing)) {
          failing = failure;
          LOG.log(Level.WARNING, "link: audit log: {0}", failing.isEmpty() ? "on disk" : failing);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all sessions, within about two seconds. */
  @Override
  public synchronized void close() {
    closed.countDown();
    keys.close();
    dialers.forEach(Dialer::close);
    if (statusServer != null) {
      statusServer.close();
    }
    if (audit != null) {
      try {
        audit.close();
      } catch (IOException e) {
        LOG.log(Level.ERROR, "link: the audit log was not closed in order: " + e.getMessage());
      }
    }
  }
}
