package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection between agent and gateway with all its streams. One thread runs it: it waits
 * on one selector for the TLS connection and for the near ends of all streams, so nothing here
 * needs a lock, no step hands bytes to another thread, and a session that is stuck holds up no
 * other.
 *
 * <p>Each round: take what has arrived (a bounded part), do the tasks of other threads, judge
 * liveness, and send: frames about streams first, then one frame of each stream in turn, as many as
 * fit, all in one write. While the connection takes no more, near ends are not read, so what is
 * held is bounded by the buffers here and by {@link WindowBudget}.
 */
final class Session {
  private static final int BUFFER = 256 * 1024;
  private static final int MOST_CONTROL_BYTES = 1024 * 1024;
  private static final int TURNS = 4;

  final Counters counters;
  final String peer;
  private final LinkTimings timings;
  private final Ticker ticker;
  private final TlsChannel tls;
  private final SessionEnd end;
  private final Selector selector;
  private final SelectionKey key;
  private final FrameReader reader = new FrameReader(new Incoming());
  private final Liveness liveness;
  private final ByteBuffer arrived = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer leaving = ByteBuffer.allocateDirect(BUFFER);
  private final ArrayDeque<ByteBuffer> controls = new ArrayDeque<>();
  private final ArrayDeque<Stream> turns = new ArrayDeque<>();
  private final Map<Integer, Stream> streams = new HashMap<>();
  private final WindowBudget budget = new WindowBudget(64L * 1024 * 1024);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final long startedAt;
  private int controlBytes;
  private int lastId;
  private boolean established;

  /** Bytes have arrived that the last turn had no time for. */
  private boolean moreArrived;

  private @Nullable String endReason;
  private volatile boolean over;
  private volatile int streamCount;
  private volatile long roundTripNanos = -1;

  /**
   * @param tls with its handshake done
   * @param peer who is at the other end, for people
   */
  Session(
      TlsChannel tls,
      String peer,
      SessionEnd end,
      LinkTimings timings,
      Ticker ticker,
      Counters counters)
      throws IOException {
    this.tls = tls;
    this.peer = peer;
    this.end = end;
    this.timings = timings;
    this.ticker = ticker;
    this.counters = counters;
    startedAt = ticker.now().nanos();
    liveness = new Liveness(timings, startedAt);
    tls.socket.configureBlocking(false);
    selector = Selector.open();
    key = tls.socket.register(selector, SelectionKey.OP_READ);
  }

  /** Runs the session in the calling thread until it has ended and all of it is freed. */
  void run() {
    String why = "it failed";
    try {
      end.started(this);
      receive();
      while (endReason == null) {
        send();
        await();
        if (moreArrived || selector.selectedKeys().remove(key)) {
          receive();
        }
        streamsReady();
        runTasks();
        judge();
      }
      why = endReason;
      send();
      tls.sayEnd();
    } catch (IOException e) {
      why = endReason != null ? endReason : message(e);
    } finally {
      free(why);
    }
  }

  /**
   * Has the task run by the session's thread; also after the session's end, then see {@link
   * #isOver}.
   */
  void execute(Runnable task) {
    tasks.add(task);
    if (over) {
      runTasks();
    } else {
      selector.wakeup();
    }
  }

  /** Ends the session from any thread; the other end is told why. */
  void end(String why) {
    execute(() -> endNow(why));
  }

  boolean isOver() {
    return over;
  }

  /** Streams that are open now; any thread. */
  int streamCount() {
    return streamCount;
  }

  /** Of the last ping, negative before the first; any thread. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  Selector selector() {
    return selector;
  }

  long nanos() {
    return ticker.now().nanos();
  }

  /** The other end has greeted and was accepted. */
  void establish() {
    established = true;
  }

  void control(ByteBuffer frame) {
    controls.add(frame);
    controlBytes += frame.remaining();
    if (controlBytes > MOST_CONTROL_BYTES) {
      endNow("the other end does not read");
    }
  }

  void queue(Stream stream) {
    turns.add(stream);
  }

  void remove(Stream stream) {
    streams.remove(stream.id);
    streamCount = streams.size();
  }

  /**
   * Asks the other end for a stream.
   *
   * @return null when the session has used all its numbers or its streams
   */
  @Nullable Stream open(String service, int mostStreams) {
    if (lastId == Integer.MAX_VALUE || streams.size() >= mostStreams) {
      return null;
    }
    ReceiveWindow window = new ReceiveWindow(budget, nanos());
    Stream stream = new Stream(++lastId, service, this, window, WindowBudget.FLOOR);
    control(Frames.open(stream.id, window.size(), service));
    return add(stream);
  }

  /** Takes a stream that the other end asked for. */
  Stream accept(int id, String service, int credit) throws ProtocolException {
    if (id <= lastId || credit < 0 || credit > WindowBudget.MOST) {
      throw new ProtocolException("stream " + id + " with credit " + credit + " after " + lastId);
    }
    lastId = id;
    return add(new Stream(id, service, this, new ReceiveWindow(budget, nanos()), credit));
  }

  private Stream add(Stream stream) {
    streams.put(stream.id, stream);
    streamCount = streams.size();
    counters.streams.increment();
    return stream;
  }

  private void endNow(String why) {
    if (endReason == null && !over) {
      endReason = why;
      controls.add(Frames.text(FrameType.GOODBYE, why));
    }
  }

  private void await() throws IOException {
    boolean canSend = hasMoreToSend() && !tls.hasEncrypted();
    long nanos = canSend || moreArrived || !tasks.isEmpty() ? 0 : untilNext();
    if (nanos <= 0) {
      selector.selectNow();
    } else {
      selector.select(nanos / 1_000_000 + 1);
    }
  }

  private long untilNext() {
    long now = nanos();
    long next = liveness.nanosUntilNext(now);
    return established ? next : Math.min(next, startedAt + timings.handshake().toNanos() - now);
  }

  private void judge() {
    long now = nanos();
    if (!established && now - startedAt >= timings.handshake().toNanos()) {
      endNow("no greeting within " + timings.handshake().toMillis() + " ms");
    } else if (liveness.isDead(now)) {
      endNow("no answer for " + timings.answer().toMillis() + " ms");
    } else if (liveness.pingDue(now)) {
      control(Frames.number(FrameType.PING, now));
      liveness.pinged(now);
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void streamsReady() {
    for (SelectionKey ready : selector.selectedKeys()) {
      if (ready.attachment() instanceof Stream stream && ready.isValid()) {
        int ops = ready.readyOps();
        if ((ops & SelectionKey.OP_WRITE) != 0) {
          stream.writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
          stream.readable();
        }
      }
    }
    selector.selectedKeys().clear();
  }

  private void receive() throws IOException {
    moreArrived = false;
    for (int turn = 0; turn < TURNS && endReason == null; turn++) {
      int length = tls.read(arrived);
      if (length < 0) {
        throw new IOException("the other end closed the connection");
      }
      if (length == 0) {
        return;
      }
      liveness.heard();
      reader.accept(arrived.flip());
      arrived.compact();
    }
    moreArrived = true;
  }

  private void send() throws IOException {
    for (int turn = 0; turn < TURNS; turn++) {
      collect();
      leaving.flip();
      tls.wrap(leaving);
      leaving.compact();
      boolean flushed = tls.flush();
      key.interestOps(SelectionKey.OP_READ | (flushed ? 0 : SelectionKey.OP_WRITE));
      if (!flushed || !hasMoreToSend()) {
        return;
      }
    }
  }

  private boolean hasMoreToSend() {
    return !turns.isEmpty() || !controls.isEmpty() || leaving.position() > 0;
  }

  private void collect() {
    // A stream may add a control frame of its own, which then goes with the next round.
    for (ByteBuffer frame = controls.peek();
        frame != null && frame.remaining() <= leaving.remaining();
        frame = controls.peek()) {
      controlBytes -= frame.remaining();
      leaving.put(frame);
      controls.poll();
    }
    for (int left = turns.size();
        left > 0 && leaving.remaining() > Frames.HEADER + 4096 && endReason == null;
        left--) {
      Stream stream = turns.remove();
      if (stream.send(leaving)) {
        turns.add(stream);
      }
    }
  }

  private void free(String why) {
    for (Stream stream : streams.values().toArray(Stream[]::new)) {
      stream.reset(Reason.SESSION_LOST, why);
    }
    turns.clear();
    controls.clear();
    over = true;
    runTasks();
    SocketNear.close(tls.socket, false);
    try {
      selector.close();
    } catch (IOException e) {
      why = why + " (and its selector did not close: " + message(e) + ")";
    }
    end.ended(this, why);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Frames of the other end. */
  private final class Incoming implements FrameReader.Sink {
    @Override
    public void data(int id, ByteBuffer bytes) throws ProtocolException {
      Stream stream = known(id);
      if (stream != null) {
        stream.data(bytes);
      }
    }

    @Override
    public void control(FrameType type, int id, ByteBuffer payload) throws ProtocolException {
      switch (type) {
        case PING -> Session.this.control(Frames.number(FrameType.PONG, payload.getLong()));
        case PONG -> {
          liveness.ponged(payload.getLong(), nanos());
          roundTripNanos = liveness.roundTripNanos();
        }
        case GOODBYE -> throw new ProtocolException("the other end said: " + Frames.line(payload));
        case FIN, RESET, WINDOW, OPENED -> {
          Stream stream = known(id);
          if (stream != null) {
            ofStream(stream, type, payload);
          }
        }
        default -> end.control(Session.this, type, id, payload);
      }
    }

    private void ofStream(Stream stream, FrameType type, ByteBuffer payload)
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

    /**
     * Frames may still arrive for a stream that has ended here; never for one that did not begin.
     */
    private @Nullable Stream known(int id) throws ProtocolException {
      if (id > lastId) {
        throw new ProtocolException("a frame for stream " + id + " that was never opened");
      }
      return streams.get(id);
    }
  }
}
