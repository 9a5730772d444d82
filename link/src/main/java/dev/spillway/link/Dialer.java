package dev.spillway.link;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps one session with one gateway: dials, runs it, dials again, until it is closed. */
final class Dialer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Dialer.class.getName());

  final AgentConfig.Target target;
  private final AgentConfig config;
  private final Outward outward;
  private final Ticker ticker;
  private final Counters counters;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final Map<String, ServiceMeter> meters;
  private final Refusals refusals;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable X509Certificate gateway;
  private volatile @Nullable Session session;
  private volatile @Nullable SocketChannel socket;
  private volatile Map<String, String> failures = Map.of();
  private volatile long lostSince;
  private String lastFailure = "";

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
    outward = new Outward(config.identity(), config.timings(), config.proxy(), config.webTrust());
    this.target = target;
    this.ticker = ticker;
    this.counters = counters;
    String who = "link to " + target.app() + "/" + target.site();
    refusals = new Refusals(who, counters, ticker);
    lostSince = ticker.now().nanos();
    thread = Thread.ofPlatform().daemon().name("link-" + target.site()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** How the link is now; any thread. */
  LinkStatus status() {
    Session live = session;
    Map<String, Boolean> services = new LinkedHashMap<>();
    for (String name : target.services().keySet()) {
      services.put(name, live != null && Objects.equals(failures.get(name), ""));
    }
    if (live == null) {
      return new LinkStatus(false, null, 0, services, ticker.now().since(lostSince));
    }
    long nanos = live.roundTripNanos();
    Duration roundTrip = nanos < 0 ? null : Duration.ofNanos(nanos);
    Map<String, Double> used = new LinkedHashMap<>();
    long now = ticker.now().nanos();
    meters.forEach((name, meter) -> {
      double part = meter.used(now);
      if (part > 0) {
        used.put(name, part);
      }
    });
    return new LinkStatus(true, roundTrip, live.streamCount(), services, used, Duration.ZERO);
  }

  private void run() {
    try {
      do {
        counters.connections.increment();
        dial();
      } while (!closed.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "link to " + target.site() + ": interrupted, which means closed");
    }
  }

  private void dial() {
    try (SocketChannel channel = SocketChannel.open()) {
      socket = channel;
      TlsChannel tls = outward.dial(channel, target.address());
      gateway = Identity.peer(tls.engine());
      String peer = target.site() + " at " + target.address();
      AgentEnd end = end();
      new Session(tls, peer, end, config.timings(), ticker, counters).run();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private AgentEnd end() {
    News news = new News();
    Journal journal = new Journal(config.audit(), target, ticker);
    Door door = new Door(target, config.timings().connect(), meters, journal, news);
    return new AgentEnd(target, door, news);
  }

  /** One line for each new reason, not for each attempt. */
  private void failed(Exception failure) {
    counters.handshakesFailed.increment();
    log(outward.why(failure));
  }

  private void log(String why) {
    if (config.identity().expires().isBefore(ticker.now().wall())) {
      why +=
          "; the agent's own certificate ended at "
              + config.identity().expires()
              + ", make new keys with 'spillway init'";
    }
    if (!why.equals(lastFailure) && closed.getCount() > 0) {
      lastFailure = why;
      LOG.log(
          Level.WARNING,
          "link to {0}/{1} at {2}: no session, {3}; dialling again",
          target.app(),
          target.site(),
          target.address(),
          why);
    }
  }

  /** Ends the session when the gateway's certificate no longer counts. */
  void endRevoked() {
    Session live = session;
    X509Certificate certificate = gateway;
    if (live != null && certificate != null && config.identity().isRevoked(certificate)) {
      live.end("the certificate of '" + Identity.name(certificate) + "' was revoked");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Session live = session;
    SocketChannel open = socket;
    if (live != null) {
      live.end("the agent stops");
    } else if (open != null) {
      SocketNear.close(open, true);
    }
    try {
      if (!thread.join(Duration.ofSeconds(1)) && open != null) {
        SocketNear.close(open, true);
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the session reports, in its thread. */
  private final class News implements AgentEnd.Listener {
    @Override
    public void established(Session established) {
      backoff.reset();
      lastFailure = "";
      failures = Map.of();
      session = established;
      counters.sessions.increment();
      LOG.log(
          Level.INFO,
          "link to {0}/{1} at {2}: no session -> session",
          target.app(),
          target.site(),
          target.address());
      if (closed.getCount() == 0) {
        established.end("the agent stops");
      }
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
        counters.sessionsLost.increment();
        session = null;
      } else {
        counters.handshakesFailed.increment();
      }
      log(why);
    }
  }
}
