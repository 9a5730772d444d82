package dev.spillway.link;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Service;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The link's end at home. It only dials out, comes back by itself for ever, and is the one that
 * decides which services may be reached. Safe for any thread.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  private final List<Dialer> dialers;
  private final Counters counters;
  private final @Nullable StatusServer statusServer;
  private final KeyWatch keys;
  private final @Nullable AuditLog audit;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Agent(
      AgentConfig config,
      List<Dialer> dialers,
      Counters counters,
      @Nullable StatusServer statusServer) {
    keys = new KeyWatch(config.identity(), () -> dialers.forEach(Dialer::endRevoked));
    audit = config.audit();
    if (audit != null) {
      AuditLog log = audit;
      Thread.ofVirtual().name("link-audit").start(() -> forceAudit(log));
    }
    this.dialers = dialers;
    this.counters = counters;
    this.statusServer = statusServer;
  }

  /**
   * Starts dialling and returns at once; a gateway that is not there yet is no error.
   *
   * @throws IOException when the status address cannot be listened on, or is not loopback
   */
  public static Agent start(AgentConfig config) throws IOException {
    Counters counters = new Counters();
    Ticker ticker = Ticker.system();
    Map<String, Map<String, ServiceMeter>> all = new HashMap<>();
    List<Dialer> dialers =
        config.targets().stream()
            .map(target -> new Dialer(config, target, meters(all, target), ticker, counters))
            .toList();
    StatusServer server =
        config.status() == null
            ? null
            : StatusServer.start(config.status(), () -> statuses(dialers));
    dialers.forEach(Dialer::start);
    return new Agent(config, dialers, counters, server);
  }

  /** A site's limits hold for all of its gateways together. */
  private static Map<String, ServiceMeter> meters(
      Map<String, Map<String, ServiceMeter>> all, AgentConfig.Target target) {
    return all.computeIfAbsent(
        target.app() + "/" + target.site(),
        site -> {
          long now = Ticker.system().now().nanos();
          Map<String, ServiceMeter> meters = new HashMap<>();
          for (String name : target.services().keySet()) {
            Service.Limits limits = target.limits().getOrDefault(name, Service.Limits.NONE);
            meters.put(name, new ServiceMeter(limits, now));
          }
          return Map.copyOf(meters);
        });
  }

  /** How each link is now. */
  public Map<AgentConfig.Target, LinkStatus> status() {
    return statuses(dialers);
  }

  public LinkCounts counts() {
    return counters.snapshot();
  }

  private static Map<AgentConfig.Target, LinkStatus> statuses(List<Dialer> dialers) {
    Map<AgentConfig.Target, LinkStatus> all = new LinkedHashMap<>();
    dialers.forEach(dialer -> all.put(dialer.target, dialer.status()));
    return all;
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
  public void close() {
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
