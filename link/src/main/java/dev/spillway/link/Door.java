package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
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

  /** Told before a connection to an address is made. */
  interface Connects {
    void connecting(SocketChannel socket, Visit visit) throws IOException;
  }

  final Duration connectLimit;
  final Journal journal;
  final AgentEnd.Listener listener;
  final Connects connects;
  final Lookups lookups;
  final Deadlines deadlines = new Deadlines();
  final Set<Stream> open = new HashSet<>();
  private Rules rules;

  Door(Rules rules, Duration connectLimit, Journal journal, AgentEnd.Listener listener) {
    this(rules, connectLimit, journal, listener, (socket, visit) -> {}, Lookups.OF_THE_MACHINE);
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
    Visit visit = new Visit(this, session, stream, client, at == null ? "" : at.toString());
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
    return releases == null || releases.contains(client.release()) || client.isCheck();
  }

  /** Gives up connections that have waited too long. */
  void expire(long now) {
    deadlines.expire(now);
  }

  /** The session is over. */
  void close() {
    deadlines.expireAll();
  }
}
