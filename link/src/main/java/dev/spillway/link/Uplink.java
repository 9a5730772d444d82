package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connector's session with one gateway: dials, runs it, dials again, until it is closed. */
final class Uplink implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Uplink.class.getName());

  private final ConnectorConfig config;
  private final GatewayAddress gateway;
  private final Outward outward;
  private final Counters counters;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable X509Certificate certificate;
  private volatile @Nullable Session session;
  private volatile @Nullable SocketChannel socket;
  private volatile Map<String, String> failures = Map.of();
  private String lastFailure = "";

  Uplink(ConnectorConfig config, GatewayAddress gateway, Counters counters) {
    this.config = config;
    this.gateway = gateway;
    this.counters = counters;
    outward = config.outward();
    thread = Thread.ofPlatform().daemon().name("link-" + gateway).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Null while there is none. */
  @Nullable Session session() {
    return session;
  }

  /** Whether the gateway has said that an agent offers the service. */
  boolean offers(String service) {
    return "".equals(failures.get(service));
  }

  private void run() {
    try {
      do {
        counters.connections.increment();
        dial();
      } while (!closed.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "connector: interrupted, which means closed");
    }
  }

  private void dial() {
    try (SocketChannel channel = SocketChannel.open()) {
      socket = channel;
      TlsChannel tls = outward.dial(channel, gateway);
      certificate = Identity.peer(tls.engine());
      String peer = "gateway at " + gateway;
      new Session(tls, peer, new End(), config.timings(), Ticker.system(), counters).run();
    } catch (IOException | RuntimeException e) {
      counters.handshakesFailed.increment();
      log(outward.why(e));
    }
  }

  /** One line for each new reason, not for each attempt. */
  private void log(String why) {
    if (!why.equals(lastFailure) && closed.getCount() > 0) {
      lastFailure = why;
      LOG.log(
          Level.WARNING, "connector: gateway {0}: no session, {1}; dialling again", gateway, why);
    }
  }

  /** Ends the session when the gateway's certificate no longer counts. */
  void endRevoked() {
    Session live = session;
    X509Certificate shown = certificate;
    if (live != null && shown != null && config.identity().isRevoked(shown)) {
      live.end("the certificate of '" + Identity.name(shown) + "' was revoked");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Session live = session;
    SocketChannel open = socket;
    if (live != null) {
      live.end("the connector stops");
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

  /** The connector's end; for the session's thread. */
  private final class End implements SessionEnd {
    private boolean stood;

    @Override
    public void started(Session fresh) {
      fresh.control(Frames.text(FrameType.HELLO, config.hello().text()));
    }

    @Override
    public void control(Session fresh, FrameType type, int id, ByteBuffer payload)
        throws ProtocolException {
      if (type == FrameType.STATUS && stood) {
        failures = Map.copyOf(Checked.parse(Frames.text(payload)));
      } else if (type == FrameType.WELCOME && !stood) {
        stood = true;
        backoff.reset();
        lastFailure = "";
        fresh.establish();
        counters.sessions.increment();
        session = fresh;
        LOG.log(Level.INFO, "connector: gateway {0}: no session -> session", gateway);
        if (closed.getCount() == 0) {
          fresh.end("the connector stops");
        }
      } else {
        throw new ProtocolException("a frame " + type + " from a gateway");
      }
    }

    @Override
    public void ended(Session fresh, String why) {
      session = null;
      failures = Map.of();
      (stood ? counters.sessionsLost : counters.handshakesFailed).increment();
      log(why);
    }
  }
}
