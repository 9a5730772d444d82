package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connectors that have a session with this gateway. What they ask for enters by the gateway's
 * own service ports, as the connections of instances do; who asked is remembered by the port that
 * such a connection comes from. Safe for any thread.
 */
final class Guests implements Door.Connects {
  private static final Logger LOG = System.getLogger(Guests.class.getName());
  private static final int MOST_REMEMBERED = 20_000;

  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Counters counters;

  private final Map<Integer, Visit> behind =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Visit> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Guests(Counters counters) {
    this.counters = counters;
  }

  void came(Session session) {
    sessions.add(session);
    counters.sessions.increment();
    log(session, "no session -> session");
  }

  void left(Session session, String why) {
    synchronized (behind) {
      behind.values().removeIf(visit -> visit.isOf(session));
    }
    if (!sessions.remove(session)) {
      counters.handshakesFailed.increment();
      LOG.log(Level.WARNING, "gateway: connector from {0} refused, {1}", session.peer, why);
    } else {
      counters.sessionsLost.increment();
      log(session, "session -> no session, " + why);
    }
  }

  private static void log(Session session, String what) {
    LOG.log(
        Level.INFO, "gateway: connector {0} from {1}: {2}", session.peerName, session.peer, what);
  }

  @Override
  public void connecting(SocketChannel socket, Visit visit) throws IOException {
    socket.bind(new InetSocketAddress(0));
    synchronized (behind) {
      behind.put(socket.socket().getLocalPort(), visit);
    }
  }

  /** Who is behind a connection to a service port. */
  Visitor who(SocketChannel accepted) {
    Socket socket = accepted.socket();
    InetAddress from = socket.getInetAddress();
    Visit guest = null;
    if (isOfThisMachine(from, socket.getLocalAddress())) {
      synchronized (behind) {
        guest = behind.remove(socket.getPort());
      }
    }
    return guest == null ? Visitor.instance(accepted) : new Visitor(guest.client(), guest);
  }

  /** A connection to 127.0.0.2 comes from 127.0.0.1. */
  private static boolean isOfThisMachine(InetAddress from, InetAddress to) {
    return Objects.equals(from, to) || (from.isLoopbackAddress() && to.isLoopbackAddress());
  }

  List<Session> all() {
    return List.copyOf(sessions);
  }

  int size() {
    return sessions.size();
  }

  void endRevoked(Identity identity) {
    for (Session session : sessions) {
      if (identity.isRevoked(session.certificates.peer())) {
        session.end("the certificate of '" + session.peerName + "' was revoked");
      }
    }
  }

  /** Has each connector told now, and not with the next ping, which services agents offer. */
  void tell() {
    sessions.forEach(Session::wake);
  }

  void endAll(String why) {
    sessions.forEach(session -> session.end(why));
  }
}
