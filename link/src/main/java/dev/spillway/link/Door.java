package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where streams enter home: for each one it looks at the list of services and its limits, writes
 * the log, and connects, without waiting; names are looked up by {@link Lookups}. One limit of time
 * holds for looking up and for all addresses together. For one session and its thread.
 */
final class Door {
  /** A gateway opens fewer by itself; home does not rely on that. */
  static final int MOST_STREAMS = 20_000;

  /** A gateway's check that is not logged is cut before it carries more. */
  private static final int MOST_CHECK_BYTES = 128;

  /** Told before a connection to an address is made. */
  interface Connects {
    void connecting(SocketChannel socket, Caller client) throws IOException;
  }

  private final Duration connectLimit;
  private final Journal journal;
  private final AgentEnd.Listener listener;
  private final Connects connects;
  private final Lookups lookups;
  private final Deadlines deadlines = new Deadlines();
  private final Set<Stream> open = new HashSet<>();
  private Rules rules;

  Door(Rules rules, Duration connectLimit, Journal journal, AgentEnd.Listener listener) {
    this(
        rules,
        connectLimit,
        journal,
        listener,
        (socket, client) -> {},
        Lookups.OF_THE_MACHINE);
  }

  Door(
      Rules rules,
      Duration connectLimit,
      Journal journal,
      AgentEnd.Listener listener,
      Connects connects,
      Lookups lookups) {
    this.connects = connects;
    this.lookups = lookups;
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
        || client.isCheck();
  }

  /** Gives up connections that have waited too long. */
  void expire(long now) {
    deadlines.expire(now);
  }

  /** The session is over. */
  void close() {
    deadlines.expireAll();
  }

  /** One stream on its way in. */
  private final class Visit implements Connecting.Wanted {
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
      boolean leftOut = journal.leavesOut(stream.service, client);
      String unlogged = leftOut ? "" : journal.opened(session, stream, client, where);
      if (!unlogged.isEmpty()) {
        meter.ended();
        refuse(Reason.NOT_LOGGED, unlogged);
        return;
      }
      if (leftOut) {
        stream.cutBeyond(MOST_CHECK_BYTES);
      }
      open.add(stream);
      stream.onClose(why -> {
        open.remove(stream);
        meter.ended();
        if (!leftOut || stream.bytesIn() + stream.bytesOut() > MOST_CHECK_BYTES) {
          journal.closed(session, stream, client, where, why);
        }
      });
      stream.measureBy(meter);
      long deadline = session.nanos() + connectLimit.toNanos();
      try {
        connect(List.of(InetAddress.ofLiteral(at.host())), at.port(), deadline);
      } catch (IllegalArgumentException e) {
        lookUp(at, deadline);
      }
    }

    private void lookUp(Endpoint at, long deadline) {
      String host = at.host();
      String late = "the name " + host + " was not looked up within " + limit();
      Deadlines.Entry waiting = deadlines.add(deadline, () -> refuse(Reason.TARGET_TIMEOUT, late));
      lookups.start(
          host,
          waiting::isOver,
          found ->
              session.execute(() -> {
                if (waiting.end() && !isOver()) {
                  found(found, at, deadline);
                }
              }));
    }

    private void found(List<InetAddress> found, Endpoint at, long deadline) {
      if (found.isEmpty()) {
        refuse(Reason.TARGET_REFUSED, "no address known at home for " + at.host());
      } else {
        connect(found, at.port(), deadline);
      }
    }

    private void connect(List<InetAddress> addresses, int port, long deadline) {
      new Connecting(session, deadlines, addresses, port, deadline, this).start();
    }

    private String limit() {
      return connectLimit.toMillis() + " ms";
    }

    @Override
    public boolean isOver() {
      return session.isOver() || stream.isClosed();
    }

    @Override
    public void connecting(SocketChannel socket) throws IOException {
      connects.connecting(socket, client);
    }

    @Override
    public void connected(SocketChannel socket) {
      if (isOver()) {
        SocketNear.close(socket, true);
      } else {
        stream.sayOpened();
        stream.attach(new SocketNear(socket, session.selector()));
      }
    }

    @Override
    public void failed(IOException why) {
      if (why instanceof SocketTimeoutException) {
        refuse(Reason.TARGET_TIMEOUT, where + " did not accept within " + limit());
      } else {
        String text = why.getMessage() == null ? why.toString() : why.getMessage();
        refuse(Reason.TARGET_REFUSED, where + ": " + text);
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
}
