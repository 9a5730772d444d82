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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final int TURNS = 4;
  private static final long REST_NANOS = 5_000_000;

  /** After 2,147,483,647 streams; the dialling end dials again at once. */
  private static final String NUMBERS_USED =
      "all numbers of streams are used, a new session follows";

  private static final AtomicLong NUMBERS = new AtomicLong();

  final Counters counters;

  /** Of all sessions of this process. */
  final long number = NUMBERS.incrementAndGet();

  final String peer;

  /** Of the other end's certificate. */
  final String peerName;

  /** Of both ends. */
  final SessionCertificates certificates;

  private final LinkTimings timings;
  private final Ticker ticker;
  private final TlsChannel tls;
  private final SessionEnd end;
  private final Selector selector;
  private final SelectionKey key;
  private final FrameReader reader;
  private final Liveness liveness;
  private final ByteBuffer arrived = ByteBuffer.allocateDirect(BUFFER);
  private final Outbox outbox;
  private final Map<Integer, Stream> streams = new HashMap<>();
  private final WindowBudget budget = new WindowBudget(64L * 1024 * 1024);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final long startedAt;
  private int lastId;
  private boolean established;

  private final ArrayDeque<Stream> resting = new ArrayDeque<>();

  /** Bytes have arrived that the last turn had no time for. */
  private boolean moreArrived;

  private volatile @Nullable String endReason;
  private volatile boolean over;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int streamCount;
  private volatile long roundTripNanos = -1;
  private volatile long usualRoundTripNanos = -1;

  /**
   * @param tls with its handshake done
   * @param identity of this end
   * @param peer who is at the other end, for people
   */
  Session(
      TlsChannel tls,
      Identity identity,
      String peer,
      SessionEnd end,
      LinkTimings timings,
      Ticker ticker,
      Counters counters)
      throws IOException {
    this.tls = tls;
    this.peer = peer;
    peerName = Identity.name(Identity.peer(tls.engine()));
    certificates =
        new SessionCertificates(tls.engine(), identity, peer, timings.certificateGrace());
    this.end = end;
    this.timings = timings;
    this.ticker = ticker;
    this.counters = counters;
    reader = new FrameReader(new Incoming(this, end));
    outbox = new Outbox(tls);
    startedAt = ticker.now().nanos();
    liveness = new Liveness(timings, startedAt);
    tls.socket.configureBlocking(false);
    selector = Selector.open();
    try {
      key = tls.socket.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  /** Frees what it holds beside the socket when it will never run. */
  void discard() throws IOException {
    selector.close();
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
        wakeResting();
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

  /** Has its end called by {@link SessionEnd#tick} now; any thread. */
  void wake() {
    execute(() -> {});
  }

  /** Ends the session from any thread; the other end is told why. */
  void end(String why) {
    execute(() -> endNow(why));
  }

  /** Over, or about to be: it takes no more streams; any thread. */
  boolean isEnding() {
    return over || endReason != null;
  }

  boolean isOver() {
    return over;
  }

  /** Streams that are open now; any thread. */
  int streamCount() {
    return streamCount;
  }

  /** Streams, with those that other threads have just asked for; any thread. */
  int load() {
    return streamCount + asked.get();
  }

  /** Another thread is about to ask for a stream. */
  void willOpen() {
    asked.incrementAndGet();
  }

  /** It has asked. */
  void asked() {
    asked.decrementAndGet();
  }

  /** Of the last ping, negative before the first; any thread. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  /** Of the last pings, negative before the first; any thread. */
  long usualRoundTripNanos() {
    return usualRoundTripNanos;
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
    certificates.establish();
  }

  void control(ByteBuffer frame) {
    if (outbox.control(frame)) {
      endNow("the other end does not read");
    }
  }

  void queue(Stream stream) {
    outbox.queue(stream);
  }

  /** The stream may go on in a few milliseconds. */
  void rest(Stream stream) {
    resting.add(stream);
  }

  /**
   * Frames may still arrive for a stream that has ended here, then it is null; never for one that
   * did not begin.
   */
  @Nullable Stream stream(int id) throws ProtocolException {
    if (id > lastId) {
      throw new ProtocolException("a frame for stream " + id + " that was never opened");
    }
    return streams.get(id);
  }

  /** The other end has answered a ping that was sent at this time. */
  void ponged(long sent) {
    liveness.ponged(sent, nanos());
    roundTripNanos = liveness.roundTripNanos();
    usualRoundTripNanos = liveness.usualRoundTripNanos();
  }

  void remove(Stream stream) {
    streams.remove(stream.id);
    streamCount = streams.size();
  }

  /**
   * Asks the other end for a stream.
   *
   * @param client who wants it, for the other end's log
   * @return null when the session is full or ends, as it does when its numbers are used up
   */
  @Nullable Stream open(String service, String client, int mostStreams) {
    if (lastId == Integer.MAX_VALUE) {
      endNow(NUMBERS_USED);
    }
    if (endReason != null || streams.size() >= mostStreams) {
      return null;
    }
    ReceiveWindow window = new ReceiveWindow(budget, nanos());
    Stream stream = new Stream(++lastId, service, this, window, WindowBudget.FLOOR);
    control(Frames.open(stream.id, window.size(), service, client));
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
      outbox.control(Frames.text(FrameType.GOODBYE, why));
    }
  }

  private void await() throws IOException {
    long nanos = outbox.canSend() || moreArrived || !tasks.isEmpty() ? 0 : untilNext();
    if (nanos <= 0) {
      selector.selectNow();
    } else {
      selector.select(nanos / 1_000_000 + 1);
    }
  }

  private long untilNext() {
    long now = nanos();
    long next = liveness.nanosUntilNext(now);
    if (!resting.isEmpty()) {
      next = Math.min(next, REST_NANOS);
    }
    return established ? next : Math.min(next, startedAt + timings.handshake().toNanos() - now);
  }

  /** Streams of a service that has used up its bandwidth look again. */
  private void wakeResting() {
    for (int left = resting.size(); left > 0; left--) {
      resting.remove().rested();
    }
  }

  private void judge() {
    long now = nanos();
    end.tick(this, now);
    if (!established && now - startedAt >= timings.handshake().toNanos()) {
      endNow("no greeting within " + timings.handshake().toMillis() + " ms");
    } else if (liveness.isDead(now)) {
      endNow("no answer for " + timings.answer().toMillis() + " ms");
    } else if (liveness.pingDue(now)) {
      control(Frames.number(FrameType.PING, now));
      liveness.pinged(now);
      String why = certificates.judge(ticker.now(), this::control);
      if (!why.isEmpty()) {
        endNow(why);
      }
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void streamsReady() {
    for (SelectionKey ready : selector.selectedKeys()) {
      if (ready.attachment() instanceof Watcher watcher && ready.isValid()) {
        watcher.ready(ready);
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
    boolean flushed = outbox.send();
    key.interestOps(SelectionKey.OP_READ | (flushed ? 0 : SelectionKey.OP_WRITE));
  }

  private void free(String why) {
    for (Stream stream : streams.values().toArray(Stream[]::new)) {
      stream.reset(Reason.SESSION_LOST, why);
    }
    outbox.clear();
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
}
