package dev.spillway.link;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Frames of the other end: each goes to its stream, to the session, or to the session's owner. */
final class Incoming implements FrameReader.Sink {
  private final Session session;
  private final SessionEnd end;

  Incoming(Session session, SessionEnd end) {
    this.session = session;
    this.end = end;
  }

  @Override
  public void data(int id, ByteBuffer bytes) throws ProtocolException {
    Stream stream = session.stream(id);
    if (stream != null) {
      stream.data(bytes);
    }
  }

  @Override
  public void control(FrameType type, int id, ByteBuffer payload) throws ProtocolException {
    switch (type) {
      case PING -> session.control(Frames.number(FrameType.PONG, payload.getLong()));
      case PONG -> session.ponged(payload.getLong());
      case CERTIFICATE -> session.certificates.shown(payload);
      case GOODBYE -> throw new ProtocolException("the other end said: " + Frames.line(payload));
      case FIN, RESET, WINDOW, OPENED -> {
        Stream stream = session.stream(id);
        if (stream != null) {
          ofStream(stream, type, payload);
        }
      }
      default -> end.control(session, type, id, payload);
    }
  }

  private static void ofStream(Stream stream, FrameType type, ByteBuffer payload)
      throws ProtocolException {
    switch (type) {
      case FIN -> stream.fin();
      case WINDOW -> stream.credit(payload.getInt());
      case OPENED -> {
        int more = payload.getInt();
        if (more > 0) {
          stream.credit(more);
        }
        stream.opened();
      }
      default -> stream.reset(Reason.of(payload.get()), Frames.line(payload));
    }
  }
}
