package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where streams enter home: for each one it looks at the list of services and its limits, writes
 * the log, and connects. An address is connected to by the session's thread without waiting; a name
 * is looked up and connected to in a thread of its own. For one session and its thread.
 */
final class Door {
  /** A gateway opens fewer by itself; home does not rely on that. */
  static final int MOST_STREAMS = 20_000;

  /** The gateway's checks come every few seconds; one that carries more than this is logged. */
  private static final int MOST_CHECK_BYTES = 128;

  /** Told before a connection to an address is made. */
  interface Connects {
    void connecting(SocketChannel socket, Caller client) throws IOException;
  }

  private final Duration connectLimit;
  private final Journal journal;
  private final AgentEnd.Listener listener;
  private final Connects connects;
  private final ArrayDeque<Connecting> connecting = new ArrayDeque<>();
  private final Set<Stream> open = new HashSet<>();
  private Rules rules;

  Door(Rules rules, Duration connectLimit, Journal journal, AgentEnd.Listener listener) {
    this(rules, connectLimit, journal, listener, (socket, client) -> {});
  }

  Door(
      Rules rules,
      Duration connectLimit,
      Journal journal,
      AgentEnd.Listener listener,
      Connects connects) {
    this.connects = connects;
    this.rules = rules;
    this.connectLimit = connectLimit;
    this.journal = journal;
    this.listener = listener;
  }

  /** Other services from now on; the streams of those that are gone end, and no others. */
  void update(Rules fresh) {
    rules = fresh;
    List<Stream> gone =
        open.stream()
            .filter(stream -> !fresh.target.services().containsKey(stream.service))
            .toList();
    gone.forEach(stream ->
        stream.abandon(
            Reason.NOT_ALLOWED, "'" + stream.service + "' was taken off the agent's list"));
  }

  void open(Session session, Stream stream, Caller client) {
    AgentConfig.Target target = rules.target;
    Endpoint at = target.services().get(stream.service);
    ServiceMeter meter = rules.meters.get(stream.service);
    Visit visit = new Visit(session, stream, client, at == null ? "" : at.toString());
    if (at == null || meter == null) {
      String list = target.services().keySet().toString();
      visit.refuse(
          Reason.NOT_ALLOWED,
          "'%s' is not on the agent's list for %s/%s %s"
              .formatted(stream.service, target.app(), target.site(), list));
    } else if (!mayBeReachedBy(stream.service, client)) {
      visit.refuse(
          Reason.NOT_ALLOWED,
          "'%s' is not for %s, but for the releases %s"
              .formatted(
                  stream.service,
                  client.release().isEmpty()
                      ? "instances that show no release"
                      : "release " + client.release(),
                  target.releases().get(stream.service)));
    } else if (session.streamCount() > MOST_STREAMS) {
      visit.refuse(Reason.LIMIT, "the agent carries " + MOST_STREAMS + " streams");
    } else {
      String full = meter.begin(session.nanos());
      if (full.isEmpty()) {
        visit.begin(meter, at);
      } else {
        visit.refuse(Reason.LIMIT, full);
      }
    }
  }

  /** The gateway's own checks carry nothing and are of no release. */
  private boolean mayBeReachedBy(String service, Caller client) {
    Set<String> releases = rules.target.releases().get(service);
    return releases == null
        || releases.contains(client.release())
        || client.who().equals(ServiceChecks.CLIENT);
  }

  /** Gives up connections that have waited too long. */
  void expire(long now) {
    for (Connecting first = connecting.peek();
        first != null && (first.done || now - first.began >= connectLimit.toNanos());
        first = connecting.peek()) {
      connecting.remove().expire();
    }
  }

  /** The session is over. */
  void close() {
    connecting.forEach(Connecting::expire);
    connecting.clear();
  }

  /** One stream on its way in. */
  private final class Visit {
    private final Session session;
    private final Stream stream;
    private final Caller client;
    private final String where;

    Visit(Session session, Stream stream, Caller client, String where) {
      this.session = session;
      this.stream = stream;
      this.client = client;
      this.where = where;
    }

    void begin(ServiceMeter meter, Endpoint at) {
      String unlogged = isCheck() ? "" : journal.opened(session, stream, client, where);
      if (!unlogged.isEmpty()) {
        meter.ended();
        refuse(Reason.NOT_LOGGED, unlogged);
        return;
      }
      open.add(stream);
      stream.onClose(why -> {
        open.remove(stream);
        meter.ended();
        if (!isCheck() || stream.bytesIn() + stream.bytesOut() > MOST_CHECK_BYTES) {
          journal.closed(session, stream, client, where, why);
        }
      });
      stream.measureBy(meter);
      try {
        new Connecting(this, InetAddress.ofLiteral(at.host()), at).start();
      } catch (IllegalArgumentException e) {
        Thread.startVirtualThread(() -> lookUpAndConnect(at));
      }
    }

    private void lookUpAndConnect(Endpoint at) {
      try {
        SocketChannel socket = connectTo(at);
        session.execute(() -> connected(socket));
      } catch (IOException | RuntimeException e) {
        session.execute(() -> failed(at, e));
      }
    }

    private boolean isCheck() {
      return client.who().equals(ServiceChecks.CLIENT);
    }

    void connected(SocketChannel socket) {
      if (session.isOver() || stream.isClosed()) {
        SocketNear.close(socket, true);
      } else {
        stream.sayOpened();
        stream.attach(new SocketNear(socket, session.selector()));
      }
    }

    void failed(Endpoint at, Exception failure) {
      switch (failure) {
        case SocketTimeoutException e ->
            refuse(
                Reason.TARGET_TIMEOUT,
                at + " did not accept within " + connectLimit.toMillis() + " ms");
        case UnknownHostException e ->
            refuse(Reason.TARGET_REFUSED, "no address known at home for " + at.host());
        default ->
            refuse(
                Reason.TARGET_REFUSED,
                at + ": " + (failure.getMessage() == null ? failure : failure.getMessage()));
      }
    }

    void refuse(Reason reason, String text) {
      if (!stream.isClosed()) {
        listener.refused(stream.service, reason, text);
        journal.refused(session, stream, client, where, reason + ": " + text);
        stream.abandon(reason, text);
      }
    }
  }

  /** A connection that the session's thread waits for beside all else. */
  private final class Connecting implements Watcher {
    private final Visit visit;
    private final InetAddress address;
    private final Endpoint at;
    private final long began;
    private @org.jspecify.annotations.Nullable SocketChannel socket;
    private boolean done;

    Connecting(Visit visit, InetAddress address, Endpoint at) {
      this.visit = visit;
      this.address = address;
      this.at = at;
      began = visit.session.nanos();
    }

    void start() {
      try {
        SocketChannel fresh = SocketChannel.open();
        socket = fresh;
        fresh.configureBlocking(false);
        connects.connecting(fresh, visit.client);
        if (fresh.connect(new InetSocketAddress(address, at.port()))) {
          finish(fresh);
        } else {
          fresh.register(visit.session.selector(), SelectionKey.OP_CONNECT, this);
          connecting.add(this);
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    @Override
    public void ready(SelectionKey key) {
      SocketChannel waiting = socket;
      try {
        if (!done && waiting != null && waiting.finishConnect()) {
          finish(waiting);
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    private void finish(SocketChannel connected) {
      done = true;
      visit.connected(connected);
    }

    private void fail(Exception failure) {
      done = true;
      if (socket != null) {
        SocketNear.close(socket, true);
      }
      visit.failed(at, failure);
    }

    void expire() {
      if (!done) {
        fail(new SocketTimeoutException());
      }
    }
  }

  /** Tries each address of the host in turn. */
  private SocketChannel connectTo(Endpoint at) throws IOException {
    IOException last = new UnknownHostException(at.host());
    for (InetAddress address : InetAddress.getAllByName(at.host())) {
      SocketChannel socket = SocketChannel.open();
      try {
        int limit = Math.toIntExact(connectLimit.toMillis());
        socket.socket().connect(new InetSocketAddress(address, at.port()), limit);
        return socket;
      } catch (IOException e) {
        SocketNear.close(socket, true);
        last = e;
      }
    }
    throw last;
  }
}
