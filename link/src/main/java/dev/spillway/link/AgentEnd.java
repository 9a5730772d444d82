package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

/** The home end of a session: it alone decides what may be reached, and connects there. */
final class AgentEnd implements SessionEnd {
  /** Told by the session's thread; must not wait. */
  interface Listener {
    void established(Session session);

    /**
     * The gateway has checked the services.
     *
     * @param results failures by service; empty text for none
     */
    void checked(Map<String, String> results);

    void refused(String service, Reason reason, String text);

    /**
     * The session is over and all of it is freed.
     *
     * @param stood whether it had been established
     */
    void ended(boolean stood, String why);
  }

  /** A gateway opens at most as many by itself; home does not rely on that. */
  static final int MOST_STREAMS = 10_000;

  private final AgentConfig.Target target;
  private final Duration connectLimit;
  private final Listener listener;
  private boolean stood;

  AgentEnd(AgentConfig.Target target, Duration connectLimit, Listener listener) {
    this.target = target;
    this.connectLimit = connectLimit;
    this.listener = listener;
  }

  @Override
  public void started(Session session) {
    session.control(Frames.text(FrameType.HELLO, target.hello().text()));
  }

  @Override
  public void control(Session session, FrameType type, int id, ByteBuffer payload)
      throws ProtocolException {
    switch (type) {
      case WELCOME -> {
        if (stood) {
          throw new ProtocolException("a second welcome");
        }
        stood = true;
        session.establish();
        listener.established(session);
      }
      case STATUS -> listener.checked(Checked.parse(Frames.text(payload)));
      case OPEN -> open(session, id, payload.getInt(), Frames.line(payload));
      default -> throw new ProtocolException("a frame " + type + " from a gateway");
    }
  }

  @Override
  public void ended(Session session, String why) {
    listener.ended(stood, why);
  }

  private void open(Session session, int id, int credit, String service) throws ProtocolException {
    Stream stream = session.accept(id, service, credit);
    Endpoint at = target.services().get(service);
    if (session.streamCount() > MOST_STREAMS) {
      refuse(stream, Reason.LIMIT, "the agent carries " + MOST_STREAMS + " streams");
    } else if (at == null) {
      String text = "'" + service + "' is not on the agent's list " + target.services().keySet();
      refuse(stream, Reason.NOT_ALLOWED, text);
    } else {
      Thread.startVirtualThread(() -> connect(session, stream, at));
    }
  }

  private void refuse(Stream stream, Reason reason, String text) {
    if (!stream.isClosed()) {
      listener.refused(stream.service, reason, text);
      stream.abandon(reason, text);
    }
  }

  private void connect(Session session, Stream stream, Endpoint at) {
    try {
      SocketChannel socket = connect(at);
      session.execute(() -> connected(session, stream, socket));
    } catch (SocketTimeoutException e) {
      String text = at + " did not accept within " + connectLimit.toMillis() + " ms";
      session.execute(() -> refuse(stream, Reason.TARGET_TIMEOUT, text));
    } catch (UnknownHostException e) {
      String text = "no address known at home for " + at.host();
      session.execute(() -> refuse(stream, Reason.TARGET_REFUSED, text));
    } catch (IOException | RuntimeException e) {
      String text = at + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
      session.execute(() -> refuse(stream, Reason.TARGET_REFUSED, text));
    }
  }

  private static void connected(Session session, Stream stream, SocketChannel socket) {
    if (session.isOver() || stream.isClosed()) {
      SocketNear.close(socket, true);
    } else {
      stream.sayOpened();
      stream.attach(new SocketNear(socket, session.selector()));
    }
  }

  /** Tries each address of the host in turn. */
  private SocketChannel connect(Endpoint at) throws IOException {
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
