package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with one gateway: dials, runs it, dials again, until it is closed. What is said
 * in a session is its end's matter, which tells of {@link #established} and {@link #ended}. Safe
 * for any thread.
 */
final class Redial implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Redial.class.getName());

  /** Whoever is replaced sooner has a rival and not a successor. */
  private static final Duration DUEL = Duration.ofMinutes(1);

  private final String who;
  private final String peer;
  private final GatewayAddress gateway;
  private final Hello hello;
  private final Outward outward;
  private final Ticker ticker;
  private final Counters counters;
  private final Supplier<SessionEnd> ends;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Session session;
  private volatile @Nullable SocketChannel socket;
  private String lastFailure = "";
  private volatile long establishedAt;

  /** Another end with this one's name took its place, soon after the session before began. */
  private volatile boolean rival;

  /**
   * @param who is in front of each line of the log
   * @param peer who is at the other end, for people
   * @param hello what is said to it; the gateway's certificate must be for that app and site
   * @param ends makes this side's end of each session
   */
  Redial(
      String who,
      String peer,
      GatewayAddress gateway,
      Hello hello,
      Outward outward,
      Ticker ticker,
      Counters counters,
      Supplier<SessionEnd> ends) {
    this.who = who;
    this.peer = peer;
    this.gateway = gateway;
    this.hello = hello;
    this.outward = outward;
    this.ticker = ticker;
    this.counters = counters;
    this.ends = ends;
    thread = Thread.ofPlatform().daemon().name("link-" + peer).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Null while there is none. */
  @Nullable Session session() {
    return session;
  }

  private void run() {
    try {
      do {
        counters.connections.increment();
        dial();
      } while (!closed.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0}: interrupted, which means closed", who);
    }
  }

  private void dial() {
    try (SocketChannel channel = SocketChannel.open()) {
      socket = channel;
      TlsChannel tls = outward.dial(channel, gateway);
      X509Certificate shown = Identity.peer(tls.engine());
      String foreign = Scope.refusal(shown, hello.app(), hello.site());
      if (!foreign.isEmpty()) {
        throw new IOException(foreign);
      }
      new Session(tls, outward.identity(), peer, ends.get(), outward.timings(), ticker, counters)
          .run();
    } catch (IOException | RuntimeException | Error e) {
      // Not even a lack of memory may end the dialling: the next attempt may find some.
      ended(outward.why(e));
    }
  }

  /** The gateway has taken this end in; for the session's thread. */
  void established(Session fresh) {
    backoff.worked();
    lastFailure = "";
    establishedAt = ticker.now().nanos();
    session = fresh;
    counters.sessions.increment();
    LOG.log(Level.INFO, "{0}: no session -> session", who);
    if (closed.getCount() == 0) {
      fresh.end(stops());
    }
    // The certificate may have been revoked since the handshake, when there was no session yet.
    endRevoked();
  }

  /**
   * A session is over, established or not; for the session's thread. One line is logged for each
   * new reason, not for each attempt.
   */
  void ended(String why) {
    (session == null ? counters.handshakesFailed : counters.sessionsLost).increment();
    String duel = session == null ? "" : duel(why);
    session = null;
    String all = why + duel + outward.identity().expired(ticker.now().wall());
    if (!all.equals(lastFailure) && closed.getCount() > 0) {
      lastFailure = all;
      LOG.log(Level.WARNING, "{0}: no session, {1}; dialling again", who, all);
    }
  }

  /**
   * Returns what to say of another end with this one's name, which took its place; else nothing.
   */
  private String duel(String why) {
    Duration stood = ticker.now().since(establishedAt);
    boolean replaced = why.contains(Agents.REPLACED);
    if (replaced) {
      counters.sessionsReplaced.increment();
    }
    rival = replaced && stood.compareTo(DUEL) <= 0;
    if (!rival) {
      backoff.stood();
      return "";
    }
    backoff.replaced();
    return " after "
        + stood.toMillis()
        + " ms: when two run at the same time, give each keys with a name of its own by"
        + " 'spillway keys issue'";
  }

  /** Whether another end of this one's name runs, as far as the last minute tells; any thread. */
  boolean hasRival() {
    return rival && (session == null || ticker.now().since(establishedAt).compareTo(DUEL) <= 0);
  }

  private String stops() {
    return "the " + outward.identity().role().word() + " stops";
  }

  /** Ends the session when the gateway's certificate no longer counts. */
  void endRevoked() {
    Session live = session;
    if (live != null && outward.identity().isRevoked(live.certificates.peer())) {
      live.end("the certificate of '" + live.peerName + "' was revoked");
    }
  }

  /** Ends the session, within about two seconds. */
  @Override
  public void close() {
    closed.countDown();
    Session live = session;
    SocketChannel open = socket;
    if (live != null) {
      live.end(stops());
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
}
