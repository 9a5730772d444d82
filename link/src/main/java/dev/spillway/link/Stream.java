package dev.spillway.link;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that travels over a session. Both ends have one of these, with the same rules: it
 * reads from its near end while there is credit, keeps what its near end does not take yet, and is
 * done when both directions have ended. For the session's thread only.
 */
final class Stream implements Watcher {
  /** How much one stream sends before the next one has its turn. */
  private static final int QUANTUM = Frames.MAX_PAYLOAD;

  final int id;
  final String service;

  private final Session session;
  private final ReceiveWindow window;
  private final Backlog backlog = new Backlog();
  private @Nullable ServiceMeter meter;
  private @Nullable Consumer<String> onClose;
  private @Nullable Near near;
  private long bytesIn;
  private long bytesOut;
  private long most = Long.MAX_VALUE;
  private int owed;
  private boolean resting;
  private int credit;
  private boolean queued;
  private boolean nearEnded;
  private boolean farEnded;
  private boolean outputEnded;
  private boolean closed;

  /**
   * @param credit what this end may send at once
   */
  Stream(int id, String service, Session session, ReceiveWindow window, int credit) {
    this.id = id;
    this.service = service;
    this.session = session;
    this.window = window;
    this.credit = credit;
  }

  /** The near end is there: what came early is handed over, and reading begins. */
  void attach(Near end) {
    near = end;
    try {
      end.attach(this);
      queueForSending();
      deliverBacklog(end);
    } catch (IOException e) {
      abandon(Reason.RESET, text(e));
    }
  }

  /** Tells the other end that the target accepted, and how much more it may send now. */
  void sayOpened() {
    session.control(Frames.number(FrameType.OPENED, id, window.size() - WindowBudget.FLOOR));
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * @param told once, why it ended; empty text for an end in order
   */
  void onClose(Consumer<String> told) {
    onClose = told;
  }

  /**
   * Ends before more has gone through it.
   *
   * @param bytes of both directions together
   */
  void cutBeyond(long bytes) {
    most = bytes;
  }

  private boolean isCut() {
    if (bytesIn + bytesOut <= most) {
      return false;
    }
    abandon(Reason.RESET, "it may carry " + most + " bytes and not more");
    return true;
  }

  /** From now on its bytes count there. */
  void measureBy(ServiceMeter service) {
    meter = service;
  }

  /** Bytes of the other end so far. */
  long bytesIn() {
    return bytesIn;
  }

  /** Bytes to the other end so far. */
  long bytesOut() {
    return bytesOut;
  }

  /** A rest is over; perhaps another one follows. */
  void rested() {
    resting = false;
    if (!closed) {
      payCredit();
      queueForSending();
      watch();
    }
  }

  @Override
  public void ready(SelectionKey key) {
    int ops = key.readyOps();
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      writable();
    }
    if ((ops & SelectionKey.OP_READ) != 0) {
      readable();
    }
  }

  /** The near end can be read. */
  void readable() {
    queueForSending();
    watch();
  }

  /** The near end takes bytes again. */
  void writable() {
    Near end = near;
    if (end == null || closed) {
      return;
    }
    try {
      deliverBacklog(end);
    } catch (IOException e) {
      abandon(Reason.RESET, text(e));
    }
  }

  /**
   * Writes one frame of what the near end has.
   *
   * @param out with room for {@link Frames#HEADER} and more
   * @return whether it should have another turn at once
   */
  boolean send(ByteBuffer out) {
    queued = false;
    Near end = near;
    if (closed || nearEnded || credit == 0 || end == null || mustRest()) {
      return false;
    }
    int asked = Math.min(Math.min(credit, QUANTUM), out.remaining() - Frames.HEADER);
    int header = out.position();
    int limit = out.limit();
    int length;
    try {
      out.position(header + Frames.HEADER).limit(header + Frames.HEADER + asked);
      length = end.read(out);
    } catch (IOException e) {
      out.position(header);
      abandon(Reason.RESET, text(e));
      return false;
    } finally {
      out.limit(limit);
    }
    if (length > 0) {
      bytesOut += length;
      if (isCut()) {
        out.position(header);
        return false;
      }
      Frames.header(out, header, FrameType.DATA, id, length);
      credit -= length;
      session.counters.bytesOut.add(length);
      count(length);
      queued = length == asked && credit > 0;
    } else {
      out.position(header);
      if (length < 0) {
        nearEnded = true;
        session.control(Frames.empty(FrameType.FIN, id));
        closeWhenDone();
      }
    }
    watch();
    return queued;
  }

  /** Bytes of the other end. */
  void data(ByteBuffer bytes) throws ProtocolException {
    if (farEnded) {
      throw new ProtocolException("bytes after the end of stream " + id);
    }
    int length = bytes.remaining();
    window.received(length);
    session.counters.bytesIn.add(length);
    bytesIn += length;
    if (isCut()) {
      return;
    }
    count(length);
    Near end = near;
    try {
      if (end != null && backlog.isEmpty()) {
        handedOver(end.write(bytes));
      }
      if (bytes.hasRemaining()) {
        backlog.add(bytes);
        watch();
      }
    } catch (IOException e) {
      abandon(Reason.RESET, text(e));
    }
  }

  /** The other end will send no more. */
  void fin() {
    farEnded = true;
    writable();
  }

  /** The other end lets this end send more. */
  void credit(int bytes) throws ProtocolException {
    if (bytes <= 0 || credit + (long) bytes > WindowBudget.MOST) {
      throw new ProtocolException("credit of " + bytes + " bytes on top of " + credit);
    }
    credit += bytes;
    queueForSending();
    watch();
  }

  /** The target accepted the stream. */
  void opened() {
    if (near != null) {
      near.opened();
    }
  }

  /** The other end, or the session, gave the stream up. */
  void reset(Reason reason, String text) {
    close(reason, text);
  }

  /** This end gives the stream up. */
  void abandon(Reason reason, String text) {
    if (!closed) {
      session.control(Frames.reset(id, reason, text));
      close(reason, text);
    }
  }

  private void deliverBacklog(Near end) throws IOException {
    handedOver(backlog.writeTo(end));
    if (backlog.isEmpty() && farEnded && !outputEnded) {
      outputEnded = true;
      end.endOutput();
    }
    watch();
    closeWhenDone();
  }

  private void handedOver(int bytes) {
    if (bytes == 0 || farEnded) {
      return;
    }
    int grant = window.handedOver(bytes, session.nanos(), session.roundTripNanos());
    owed += grant;
    payCredit();
  }

  /** Lets the other end send more, unless the service must rest first. */
  private void payCredit() {
    if (owed > 0 && !farEnded && !mustRest()) {
      session.control(Frames.number(FrameType.WINDOW, id, owed));
      owed = 0;
    }
  }

  private void count(int length) {
    if (meter != null) {
      meter.flowed(length);
    }
  }

  /** Whether the service has used up its bandwidth; then the session calls {@link #rested}. */
  private boolean mustRest() {
    if (!resting && meter != null && !meter.mayFlow(session.nanos())) {
      resting = true;
      session.rest(this);
      watch();
    }
    return resting;
  }

  private void queueForSending() {
    if (!queued && !nearEnded && !closed && !resting && credit > 0) {
      queued = true;
      session.queue(this);
    }
  }

  private void watch() {
    if (near != null && !closed) {
      near.watch(!queued && !nearEnded && !resting && credit > 0, !backlog.isEmpty());
    }
  }

  private void closeWhenDone() {
    if (nearEnded && outputEnded) {
      close(null, "");
    }
  }

  private void close(@Nullable Reason reason, String text) {
    if (closed) {
      return;
    }
    closed = true;
    backlog.clear();
    window.release();
    session.remove(this);
    if (near != null) {
      near.close(reason, text);
    }
    if (onClose != null) {
      onClose.accept(reason == null ? "" : reason + (text.isEmpty() ? "" : ": " + text));
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
