package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connectors that have a session with this gateway. What they ask for enters by the gateway's
 * own service ports, as the connections of instances do; who asked is remembered by the port that
 * such a connection comes from. Safe for any thread.
 */
final class Guests implements Door.Connects {
  private static final Logger LOG = System.getLogger(Guests.class.getName());
  private static final int MOST_REMEMBERED = 20_000;

  private final Map<Session, X509Certificate> sessions = new ConcurrentHashMap<>();
  private final Counters counters;

  private final Map<Integer, Caller> behind =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Caller> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Guests(Counters counters) {
    this.counters = counters;
  }

  void came(Session session, X509Certificate certificate) {
    sessions.put(session, certificate);
    counters.sessions.increment();
    log(session, certificate, "no session -> session");
  }

  void left(Session session, X509Certificate certificate, String why) {
    if (sessions.remove(session) == null) {
      counters.handshakesFailed.increment();
      LOG.log(Level.WARNING, "gateway: connector from {0} refused, {1}", session.peer, why);
    } else {
      counters.sessionsLost.increment();
      log(session, certificate, "session -> no session, " + why);
    }
  }

  private static void log(Session session, X509Certificate certificate, String what) {
    String name = Identity.name(certificate);
    LOG.log(Level.INFO, "gateway: connector {0} from {1}: {2}", name, session.peer, what);
  }

  @Override
  public void connecting(SocketChannel socket, Caller client) throws IOException {
    socket.bind(new InetSocketAddress(0));
    synchronized (behind) {
      behind.put(socket.socket().getLocalPort(), client);
    }
  }

  /** Who is behind a connection to a service port. */
  Caller who(SocketChannel accepted) {
    Socket socket = accepted.socket();
    InetAddress from = socket.getInetAddress();
    Caller guest = null;
    if (Objects.equals(from, socket.getLocalAddress())) {
      synchronized (behind) {
        guest = behind.remove(socket.getPort());
      }
    }
    return guest == null ? new Caller(Instances.address(accepted)) : guest;
  }

  int size() {
    return sessions.size();
  }

  void endRevoked(Identity identity) {
    sessions.forEach((session, certificate) -> {
      if (identity.isRevoked(certificate)) {
        session.end("the certificate of '" + Identity.name(certificate) + "' was revoked");
      }
    });
  }

  /** Has each connector told now, and not with the next ping, which services agents offer. */
  void tell() {
    sessions.keySet().forEach(Session::wake);
  }

  void endAll(String why) {
    sessions.keySet().forEach(session -> session.end(why));
  }
}
