package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.List;

/** One stream on its way in: logged, connected, or refused. For its session's thread. */
final class Visit implements Connecting.Wanted {
  /** A gateway's check that is not logged is cut before it carries more. */
  private static final int MOST_CHECK_BYTES = 128;

  private final Door door;
  private final Session session;
  private final Stream stream;
  private final Caller client;
  private final String where;

  /**
   * @param where the target; empty when there is none of that name
   */
  Visit(Door door, Session session, Stream stream, Caller client, String where) {
    this.door = door;
    this.session = session;
    this.stream = stream;
    this.client = client;
    this.where = where;
  }

  void begin(ServiceMeter meter, Endpoint at) {
    boolean leftOut = door.journal.leavesOut(stream.service, client);
    String unlogged = leftOut ? "" : door.journal.opened(session, stream, client, where);
    if (!unlogged.isEmpty()) {
      meter.ended();
      refuse(Reason.NOT_LOGGED, unlogged);
      return;
    }
    if (leftOut) {
      stream.cutBeyond(MOST_CHECK_BYTES);
    }
    door.open.add(stream);
    stream.onClose(why -> {
      door.open.remove(stream);
      meter.ended();
      if (!leftOut || stream.bytesIn() + stream.bytesOut() > MOST_CHECK_BYTES) {
        door.journal.closed(session, stream, client, where, why);
      }
    });
    stream.measureBy(meter);
    long deadline = session.nanos() + door.connectLimit.toNanos();
    try {
      connect(List.of(InetAddress.ofLiteral(at.host())), at.port(), deadline);
    } catch (IllegalArgumentException e) {
      lookUp(at, deadline);
    }
  }

  private void lookUp(Endpoint at, long deadline) {
    String host = at.host();
    String late = "its name was not looked up within " + limit();
    Deadlines.Entry waiting =
        door.deadlines.add(deadline, () -> unreached(Reason.TARGET_TIMEOUT, late));
    door.lookups.start(
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
      unreached(Reason.TARGET_REFUSED, "no address is known at home for its name");
    } else {
      connect(found, at.port(), deadline);
    }
  }

  private void connect(List<InetAddress> addresses, int port, long deadline) {
    new Connecting(session, door.deadlines, addresses, port, deadline, this).start();
  }

  private String limit() {
    return door.connectLimit.toMillis() + " ms";
  }

  @Override
  public boolean isOver() {
    return session.isOver() || stream.isClosed();
  }

  @Override
  public void connecting(SocketChannel socket) throws IOException {
    door.connects.connecting(socket, this);
  }

  Caller client() {
    return client;
  }

  boolean isOf(Session other) {
    return session == other;
  }

  /**
   * What it has connected to on this machine refuses it; any thread.
   *
   * @param accepted the other end of that connection, which is closed only when the reason is on
   *     its way, as its reset would end the stream without one
   */
  void giveUp(SocketChannel accepted, Reason reason, String text) {
    session.execute(() -> {
      stream.abandon(reason, text);
      SocketNear.close(accepted, true);
    });
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
      unreached(Reason.TARGET_TIMEOUT, "it did not accept within " + limit());
    } else {
      String text = why.getMessage() == null ? why.toString() : why.getMessage();
      unreached(Reason.TARGET_REFUSED, text);
    }
  }

  void refuse(Reason reason, String text) {
    refuse(reason, text, text);
  }

  /** Where a service is, only home is told. */
  private void unreached(Reason reason, String text) {
    refuse(reason, text, where + ": " + text);
  }

  private void refuse(Reason reason, String told, String atHome) {
    if (!stream.isClosed()) {
      door.listener.refused(stream.service, reason, atHome);
      door.journal.refused(session, stream, client, where, reason + ": " + atHome);
      stream.abandon(reason, told);
    }
  }
}
