package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Wire;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one query over TCP needs while it is being answered: a worker and buffers for the longest
 * messages. Connections borrow them query by query, so that thousands of idle ones hold none; after
 * a rush the buffers of most are given back, and only their counters stay. Safe for any thread.
 */
final class Desks {
  /** Two bytes for the length, then the longest message. */
  private static final int BUFFER = 2 + Wire.STREAM;

  /** Free desks that keep their buffers, 128 KiB each. */
  static final int KEPT = 16;

  private static final byte[] NONE = {};

  /** Holds one query at a time. */
  static final class Desk {
    final Responder.Worker worker;
    byte[] in = NONE;
    byte[] out = NONE;

    Desk(Responder responder) {
      worker = responder.worker(true);
    }

    private Desk laid() {
      if (in.length == 0) {
        in = new byte[BUFFER];
        out = new byte[Wire.STREAM];
      }
      return this;
    }

    private Desk cleared() {
      in = NONE;
      out = NONE;
      return this;
    }
  }

  private final ConcurrentLinkedDeque<Desk> free = new ConcurrentLinkedDeque<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final Responder responder;

  Desks(Responder responder) {
    this.responder = responder;
  }

  Desk take() {
    Desk desk = free.pollFirst();
    if (desk == null) {
      return new Desk(responder).laid();
    }
    if (desk.in.length > 0) {
      kept.decrementAndGet();
    }
    return desk.laid();
  }

  void give(Desk desk) {
    if (kept.incrementAndGet() <= KEPT) {
      free.addFirst(desk);
    } else {
      kept.decrementAndGet();
      free.addLast(desk.cleared());
    }
  }

  /** Bytes of buffers that nobody uses. */
  long idleBytes() {
    return free.stream().mapToLong(desk -> desk.in.length + desk.out.length).sum();
  }

  /** Desks that nobody uses. */
  int idle() {
    return free.size();
  }
}
