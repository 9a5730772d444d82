package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Answerer;
import dev.spillway.dns.answer.Draws;
import dev.spillway.dns.answer.Foresight;
import dev.spillway.dns.answer.Identity;
import dev.spillway.dns.answer.Snapshot;
import dev.spillway.dns.answer.Source;
import dev.spillway.dns.engine.Tally.Event;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Feeds the answer function with time, chance and the present snapshot, keeps limits, counts. */
public final class Responder {
  private static final System.Logger LOG = System.getLogger(Responder.class.getName());
  private static final int QR = 0x80;
  private static final int RCODE = 15;
  private static final int SERVFAIL = 2;
  private static final int HEADER = 12;

  private final Supplier<Snapshot> snapshot;
  private final Draws draws;
  private final Identity identity;
  private final Limits limits;
  private final LongSupplier epochMillis;
  final Counters counters;
  private final RateLimit rate;
  private final StreamService seal;
  private final @Nullable QueryLog log;
  private final AtomicBoolean faultSaid = new AtomicBoolean();

  /**
   * @param snapshot what to answer from; asked once for each query
   * @param epochMillis the wall clock
   * @param seal signs answers to signed queries
   * @param log takes some of the queries; null for none
   */
  public Responder(
      Supplier<Snapshot> snapshot,
      Draws draws,
      Identity identity,
      Limits limits,
      LongSupplier epochMillis,
      Counters counters,
      StreamService seal,
      @Nullable QueryLog log) {
    this.seal = seal;
    this.log = log;
    this.snapshot = snapshot;
    this.draws = draws;
    this.identity = identity;
    this.limits = limits;
    this.epochMillis = epochMillis;
    this.counters = counters;
    this.rate =
        new RateLimit(Math.max(1, limits.answersPerSecond()), new SecureRandom().nextLong());
  }

  /** One thread's own part. */
  Worker worker(boolean stream) {
    return new Worker(stream);
  }

  /** Answers message after message; for one thread at a time. */
  final class Worker {
    private final Answerer answerer = new Answerer(draws, identity);
    private final Tally tally;
    private final boolean stream;
    private final @Nullable QueryRing ring;
    private int untilLogged;
    private long millis;
    private long limitedSoFar;

    /** Of a batch. */
    final Foresight foresight = new Foresight(MmsgWorker.BATCH);

    /** To be filled with where the next message came from. */
    final Source source = new Source();

    Worker(boolean stream) {
      this.stream = stream;
      this.tally = counters.tally(stream);
      this.ring = log == null ? null : log.ring(stream);
      this.untilLogged = log == null ? 0 : log.every;
    }

    /** Looks at the clock; once for each batch of messages. */
    void tick() {
      millis = epochMillis.getAsLong();
    }

    /** Begins a batch; false when it needs no foresight. */
    boolean foresees() {
      return foresight.begin(snapshot.get());
    }

    /** Fetches what {@link #foresight} was told of. */
    void fetch() {
      foresight.fetch(snapshot.get());
    }

    /**
     * Answers one message from {@link #source} and counts it.
     *
     * @return length of the answer; 0 when there must be none
     */
    int respond(byte[] in, int length, byte[] out) {
      tally.count(Event.QUERY);
      try {
        int answer = answerer.answer(snapshot.get(), in, length, source, stream, millis, out);
        if (answer == 0) {
          tally.count(Event.DROPPED);
          return 0;
        }
        if (!stream && limits.answersPerSecond() > 0 && !free() && !allowed(answer)) {
          return limited(out);
        }
        return answerer.sealed() ? sealed(in, length, out, answer) : counted(answer);
      } catch (RuntimeException e) {
        return fault(in, length, out, e);
      }
    }

    private int counted(int answer) {
      tally.rcode(answerer.rcode());
      if (answerer.counter() >= 0) {
        tally.site(answerer.counter());
      }
      if (ring != null && log != null && --untilLogged == 0) {
        untilLogged = log.every;
        log(ring, log);
      }
      return answer;
    }

    /** Signs; what has no room is asked for again over TCP (RFC 8945 section 5.3). */
    private int sealed(byte[] in, int length, byte[] out, int answer) {
      int most = answerer.limit(stream);
      int size = seal.seal(in, length, out, answer, most);
      if (size == StreamService.NO_ROOM) {
        int cut = answerer.cut(out);
        size = seal.seal(in, length, out, cut, most);
        size = size == StreamService.NO_ROOM ? cut : size; // a question and a key of long names
      }
      int said = out[3] & RCODE;
      if (said != (answerer.rcode() & RCODE)) {
        tally.rcode(said); // about the key, and without any record
        return size;
      }
      return counted(size);
    }

    private void log(QueryRing to, QueryLog counted) {
      boolean taken =
          to.offer(
              millis,
              source.network(),
              answerer.askedType(),
              answerer.rcode(),
              answerer.counter(),
              answerer.asked(),
              answerer.askedLength());
      if (!taken) {
        counted.dropped.increment();
      }
    }

    /** Nobody else can have forged this client's address. */
    private boolean free() {
      if (answerer.proven()) {
        tally.count(Event.COOKIE);
        return true;
      }
      return source.loopback() && !limits.loopbackToo();
    }

    private boolean allowed(int bytes) {
      return rate.allows(source.network(), answerer.kind(), bytes, System.nanoTime());
    }

    /** Every second one is told to come over TCP, so that a real client is still served. */
    private int limited(byte[] out) {
      limitedSoFar++;
      if (limits.slip() == 0 || limitedSoFar % limits.slip() != 0) {
        tally.count(Event.LIMITED);
        return 0;
      }
      tally.count(Event.SLIPPED);
      tally.rcode(answerer.rcode());
      return answerer.cut(out);
    }

    /**
     * A mistake of ours must not end the thread that answers everybody else: it is counted, and the
     * first one is logged.
     */
    void mistake(Throwable e) {
      tally.count(Event.FAULT);
      if (faultSaid.compareAndSet(false, true)) {
        LOG.log(
            System.Logger.Level.ERROR,
            "dns: a query could not be answered because of a mistake in Spillway; it gets SERVFAIL."
                + " Later ones are only counted. Please report this",
            e);
      }
    }

    private int fault(byte[] in, int length, byte[] out, RuntimeException e) {
      mistake(e);
      if (length < HEADER || (in[2] & QR) != 0) {
        return 0;
      }
      tally.rcode(SERVFAIL);
      java.util.Arrays.fill(out, 0, HEADER, (byte) 0);
      System.arraycopy(in, 0, out, 0, 3);
      out[2] = (byte) (QR | out[2] & 0x79);
      out[3] = SERVFAIL;
      return HEADER;
    }
  }
}
