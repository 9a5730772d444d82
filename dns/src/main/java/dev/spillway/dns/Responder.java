package dev.spillway.dns;

import dev.spillway.core.Ticker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Feeds the answer function with time, chance and the present snapshot, and counts. */
final class Responder {
  private static final System.Logger LOG = System.getLogger(Responder.class.getName());

  private final Supplier<Snapshot> snapshot;
  private final Draws draws;
  private final Ticker ticker;
  final Counters counters;
  private final AtomicBoolean faultSaid = new AtomicBoolean();

  Responder(Supplier<Snapshot> snapshot, Draws draws, Ticker ticker, Counters counters) {
    this.snapshot = snapshot;
    this.draws = draws;
    this.ticker = ticker;
    this.counters = counters;
  }

  /** One thread's own part. */
  Worker worker() {
    return new Worker();
  }

  /** Answers message after message; for one thread. */
  final class Worker {
    private final Answerer answerer = new Answerer(draws);

    /**
     * Answers one message and counts it.
     *
     * @param in one message, from 0 to its limit
     * @param out the answer, from 0 to its limit
     * @return length of the answer; 0 when there must be none
     */
    int respond(ByteBuffer in, InetAddress source, boolean stream, ByteBuffer out) {
      (stream ? counters.tcp : counters.udp).increment();
      int length;
      try {
        long now = ticker.now().wall().toEpochMilli();
        length = answerer.answer(snapshot.get(), in, clientKey(source), stream, now, out);
      } catch (RuntimeException e) {
        return fault(in, out, e);
      }
      if (length == 0) {
        counters.dropped.increment();
        return 0;
      }
      counters.rcode(answerer.rcode());
      Steered.Choice chosen = answerer.chosen();
      if (chosen != null) {
        chosen.answers().increment();
      }
      return length;
    }
  }

  /** A mistake of ours must not end the thread that answers everybody else. */
  private int fault(ByteBuffer in, ByteBuffer out, RuntimeException e) {
    counters.faults.increment();
    if (faultSaid.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.ERROR,
          "dns: a query could not be answered because of a mistake in Spillway; it gets SERVFAIL."
              + " Later ones are only counted. Please report this",
          e);
    }
    counters.rcode(Wire.SERVFAIL);
    out.clear();
    out.putShort(in.getShort(0));
    out.putShort((short) (Wire.QR | (in.getShort(2) & (Wire.OPCODE | Wire.RD)) | Wire.SERVFAIL));
    out.putLong(0).flip();
    return out.limit();
  }

  /** An IPv4 address whole; of an IPv6 address the network, within which hosts change theirs. */
  static long clientKey(InetAddress source) {
    if (source instanceof Inet4Address) {
      return source.hashCode() & 0xFFFFFFFFL; // it is the address itself
    }
    return ByteBuffer.wrap(source.getAddress()).getLong();
  }
}
