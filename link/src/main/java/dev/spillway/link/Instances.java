package dev.spillway.link;

import dev.spillway.core.Service;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections of app instances on their way into a session. Safe for any thread. */
final class Instances {
  private final Refusals refusals;
  private final int mostStreams;

  /**
   * @param mostStreams of one session
   */
  private final Map<String, ServiceMeter> meters = new ConcurrentHashMap<>();

  Instances(Refusals refusals, int mostStreams) {
    this.refusals = refusals;
    this.mostStreams = mostStreams;
  }

  /**
   * @param session null when there is none
   * @param none what to say then
   * @param client who it is, for the other end's log
   */
  void connected(
      @Nullable Session session, String none, String service, SocketChannel socket, Caller client) {
    if (session == null) {
      refuse(service, Reason.NO_AGENT, none, socket);
    } else {
      session.willOpen();
      session.execute(() -> open(session, service, socket, client));
    }
  }

  /** In the session's thread. */
  private void open(Session session, String service, SocketChannel socket, Caller client) {
    Stream stream = session.isEnding() ? null : session.open(service, client.text(), mostStreams);
    session.asked();
    if (session.isEnding()) {
      refuse(service, Reason.NO_AGENT, "the session has just ended", socket);
    } else if (stream == null) {
      String full = "the session carries " + session.streamCount() + " streams";
      refuse(service, Reason.LIMIT, full, socket);
    } else {
      ServiceMeter meter = meter(service, session.nanos());
      meter.begin(session.nanos());
      stream.measureBy(meter);
      stream.onClose(why -> meter.ended());
      stream.attach(new InstanceNear(socket, session.selector(), service, refusals));
    }
  }

  private ServiceMeter meter(String service, long now) {
    return meters.computeIfAbsent(service, name -> new ServiceMeter(Service.Limits.NONE, now));
  }

  /** What instances have asked of each service; they are limited at home, not here. */
  Map<String, ServiceMeter> meters() {
    return Map.copyOf(meters);
  }

  private void refuse(String service, Reason reason, String text, SocketChannel socket) {
    refusals.stream(service, reason, text);
    SocketNear.close(socket, true);
  }

  static String address(SocketChannel socket) {
    return socket.socket().getInetAddress().getHostAddress() + ":" + socket.socket().getPort();
  }
}
