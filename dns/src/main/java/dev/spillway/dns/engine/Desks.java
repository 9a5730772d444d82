package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Wire;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What one query over TCP needs while it is being answered: a worker and buffers for the longest
 * messages. Connections borrow them query by query, so that thousands of idle ones hold none. Safe
 * for any thread.
 */
final class Desks {
  /** Two bytes for the length, then the longest message. */
  private static final int BUFFER = 2 + Wire.STREAM;

  /** Holds one query at a time. */
  static final class Desk {
    final Responder.Worker worker;
    final byte[] in = new byte[BUFFER];
    final byte[] out = new byte[Wire.STREAM];

    Desk(Responder responder) {
      worker = responder.worker(true);
    }
  }

  private final ConcurrentLinkedDeque<Desk> free = new ConcurrentLinkedDeque<>();
  private final Responder responder;

  Desks(Responder responder) {
    this.responder = responder;
  }

  Desk take() {
    Desk desk = free.pollFirst();
    return desk != null ? desk : new Desk(responder);
  }

  void give(Desk desk) {
    free.addFirst(desk);
  }
}
