package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;

/**
 * What becomes of a connection to the agents' port: a handshake in a thread of its own, for which
 * there is so much time and room, then a session. Safe for any thread.
 */
final class Arrivals implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Arrivals.class.getName());

  /** Makes the gateway's end of a session, by what a certificate lets the other end be. */
  interface Ends {
    SessionEnd of(X509Certificate peer) throws CertificateParsingException;
  }

  private final GatewayConfig config;
  private final Counters counters;
  private final Refusals refusals;
  private final Ends ends;
  private final Ticker ticker;
  private final Strangers strangers;
  private final Places places = new Places();

  Arrivals(GatewayConfig config, Counters counters, Refusals refusals, Ends ends, Ticker ticker) {
    this.ticker = ticker;
    this.config = config;
    this.counters = counters;
    this.refusals = refusals;
    this.ends = ends;
    strangers = new Strangers(config.mostStrangers());
  }

  /** Takes a connection; does not wait. */
  void dialled(SocketChannel socket) throws IOException {
    counters.connections.increment();
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String from = socket.getRemoteAddress().toString();
    strangers.add(socket, socket.socket().getInetAddress());
    Thread.ofVirtual().name("handshake " + from).start(() -> shake(socket, from));
  }

  private void shake(SocketChannel socket, String from) {
    try (TimeLimit limit = new TimeLimit(socket, config.timings().handshake())) {
      TlsChannel tls = new TlsChannel(Carriers.accepted(socket), config.identity().engine());
      tls.handshake();
      begin(tls, from);
    } catch (WebSocketUpgrade.NotAsked e) {
      // A front end asks whether its back end is alive, every few seconds perhaps.
      LOG.log(Level.DEBUG, "gateway: {0}: {1}", from, e.getMessage());
      SocketNear.close(socket, false);
    } catch (IOException | CertificateParsingException | RuntimeException | Error e) {
      // Without memory or threads, too: the socket is freed, and others go on.
      counters.handshakesFailed.increment();
      SocketNear.close(socket, false);
      refusals.stranger(from, e, config.identity());
    } finally {
      strangers.remove(socket);
    }
  }

  private void begin(TlsChannel tls, String from) throws IOException, CertificateParsingException {
    X509Certificate peer = Identity.peer(tls.engine());
    String name = Identity.name(peer);
    places.enter(name);
    boolean begun = false;
    try {
      Session session =
          new Session(
              tls, config.identity(), from, ends.of(peer), config.timings(), ticker, counters);
      try {
        Thread.ofPlatform().daemon().name("link-" + from).start(() -> run(session, name));
        begun = true;
      } finally {
        if (!begun) {
          session.discard();
        }
      }
    } finally {
      if (!begun) {
        places.leave(name);
      }
    }
  }

  private void run(Session session, String name) {
    try {
      session.run();
    } finally {
      places.leave(name);
    }
  }

  /** Ends what has not shown a certificate yet. */
  @Override
  public void close() {
    strangers.closeAll();
  }
}
