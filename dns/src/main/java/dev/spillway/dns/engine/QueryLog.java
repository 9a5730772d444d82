package dev.spillway.dns.engine;

import dev.spillway.core.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes every n-th answered query of each worker into a file, a line each ({@link QueryLine}). No
 * answer waits for it: a worker puts the query into a ring of its own, one thread writes, and what
 * finds its ring full is left out and counted. Safe for any thread.
 */
public final class QueryLog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(QueryLog.class.getName());
  private static final Sample.Family QUERIES =
      Sample.Family.counter(
          "spillway_dns_query_log_total",
          "Sampled queries: written, left out since too many waited, or lost to the disk.",
          "result");

  private static final int UDP_SLOTS = 1024;

  /** There may be hundreds of workers for TCP. */
  private static final int TCP_SLOTS = 32;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long END_MILLIS = 2_000;

  /**
   * @param file takes the lines
   * @param every of so many answered queries of a worker one is written, at least 1
   * @param fileBytes above this the file is renamed and begins anew
   */
  public record Settings(Path file, int every, long fileBytes) {
    public Settings {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1");
      }
    }
  }

  final int every;
  private final Settings settings;
  private final Counters counters;
  private final QueryFile file;
  private final List<QueryRing> rings = new CopyOnWriteArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private final LongAdder written = new LongAdder();
  private final LongAdder lost = new LongAdder();
  final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;
  private boolean failing;
  private int waiting;

  private QueryLog(Settings settings, Counters counters) {
    this.settings = settings;
    this.every = settings.every();
    this.counters = counters;
    this.file = new QueryFile(settings.file(), settings.fileBytes());
    this.thread = Thread.ofPlatform().name("dns-query-log").daemon().unstarted(this::run);
  }

  /**
   * Begins to write what workers put in.
   *
   * @throws IOException when the file cannot be opened
   */
  public static QueryLog start(Settings settings, Counters counters) throws IOException {
    QueryLog log = new QueryLog(settings, counters);
    log.file.write("");
    log.thread.start();
    return log;
  }

  /** A new worker's own. */
  QueryRing ring(boolean stream) {
    QueryRing ring = new QueryRing(stream ? TCP_SLOTS : UDP_SLOTS);
    rings.add(ring);
    return ring;
  }

  /** For metrics. */
  public List<Sample> counts() {
    return List.of(
        QUERIES.of(written.sum(), "written"),
        QUERIES.of(dropped.sum(), "left out"),
        QUERIES.of(lost.sum(), "lost"));
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PAUSE_NANOS);
      pass();
    }
    pass(); // what came before the end
  }

  private void pass() {
    for (QueryRing ring : rings) {
      ring.drain((millis, network, type, rcode, site, names, from, length) -> {
        QueryLine.append(
            lines, millis, network, type, rcode, counters.siteName(site), names, from, length);
        waiting++;
      });
      if (waiting > 0) {
        write();
      }
    }
  }

  private void write() {
    try {
      file.write(lines.toString());
      written.add(waiting);
      failing = false;
    } catch (IOException e) {
      lost.add(waiting);
      if (!failing) {
        LOG.log(
            System.Logger.Level.ERROR,
            "dns.query-log: {0} cannot be written: {1}; queries are answered all the same, and"
                + " logged again when it can",
            settings.file(),
            e.toString());
      }
      failing = true;
    }
    lines.setLength(0);
    waiting = 0;
  }

  /** Writes what waits and ends. */
  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
