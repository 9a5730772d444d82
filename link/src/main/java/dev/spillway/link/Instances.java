package dev.spillway.link;

import dev.spillway.core.Service;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections of app instances on their way into a session. Safe for any thread. */
final class Instances {
  /** Which sessions lead to a service; for any thread. */
  interface Ways {
    /**
     * @param tried sessions that had no way; then only one that is thought to have one
     * @return the best of all others; null when there is none
     */
    @Nullable Session next(Set<Session> tried);

    /** The session's target did not accept. */
    default void failed(Session session, String why) {}
  }

  final Refusals refusals;
  private final int mostStreams;
  private final Map<String, ServiceMeter> meters = new ConcurrentHashMap<>();

  /**
   * @param mostStreams of one session
   */
  Instances(Refusals refusals, int mostStreams) {
    this.refusals = refusals;
    this.mostStreams = mostStreams;
  }

  /**
   * @param none what to say when there is no session
   * @param who it is, for the other end's log
   */
  void connected(Ways ways, String none, String service, SocketChannel socket, Visitor who) {
    Session first = ways.next(Set.of());
    if (first == null) {
      refuse(service, Reason.NO_AGENT, none, socket, who);
    } else {
      new Passage(this, ways, first, service, socket, who).start();
    }
  }

  /** In the session's thread. */
  void open(Passage passage, Session session) {
    String service = passage.service;
    Stream stream =
        session.isEnding() ? null : session.open(service, passage.who.caller().text(), mostStreams);
    session.asked();
    if (session.isEnding()) {
      refuse(passage, Reason.NO_AGENT, "the session has just ended");
    } else if (stream == null) {
      refuse(passage, Reason.LIMIT, "the session carries " + session.streamCount() + " streams");
    } else {
      ServiceMeter meter = meter(service, session.nanos());
      meter.begin(session.nanos());
      stream.measureBy(meter);
      stream.onClose(why -> meter.ended());
      stream.attach(new InstanceNear(passage, session.selector(), refusals));
    }
  }

  private ServiceMeter meter(String service, long now) {
    return meters.computeIfAbsent(service, name -> new ServiceMeter(Service.Limits.NONE, now));
  }

  /** What instances have asked of each service; they are limited at home, not here. */
  Map<String, ServiceMeter> meters() {
    return Map.copyOf(meters);
  }

  private void refuse(Passage passage, Reason reason, String text) {
    if (!passage.goesOn(reason, text)) {
      refuse(passage.service, reason, text, passage.socket, passage.who);
    }
  }

  private void refuse(
      String service, Reason reason, String text, SocketChannel socket, Visitor who) {
    refusals.stream(service, reason, text);
    who.refuse(socket, reason, text);
  }

  static String address(SocketChannel socket) {
    return socket.socket().getInetAddress().getHostAddress() + ":" + socket.socket().getPort();
  }
}
