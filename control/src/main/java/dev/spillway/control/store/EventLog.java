package dev.spillway.control.store;

import dev.spillway.control.store.Store.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What happened, one log for each app, bounded by number and age. Safe for any thread. Listeners
 * are called on the writer's thread and must be quick.
 */
public final class EventLog {
  private static final System.Logger LOG = System.getLogger(EventLog.class.getName());

  /** Lines kept for each app; a decision line is about 4 kB. */
  static final int KEEP = 5_000;

  static final Duration KEEP_FOR = Duration.ofDays(30);
  private static final int TRIM_EVERY = 200;
  private static final int CLOCKS = 20;

  private final Store store;

  /** Held while a line is numbered, handed to the store and told of: all three have one order. */
  private final Object order = new Object();

  private long seq;
  private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  public EventLog(Store store) throws StoreException {
    this.store = store;
    this.seq = store.highestSeq();
  }

  public void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  /**
   * Writes what is about to be done; when it returns, it is on the disk. Listeners hear of it
   * before.
   *
   * @throws StoreException when it could not be written: then it must not be done
   */
  public void intent(
      Instant at, String app, Event.Kind kind, String who, String text, @Nullable JsonNode data)
      throws StoreException {
    written(begin(at, app, kind, who, text, data, Durability.NOW));
  }

  /** Writes what was seen or done. A store that fails does not keep listeners from hearing it. */
  public void note(
      Instant at, String app, Event.Kind kind, String who, String text, @Nullable JsonNode data) {
    noting(at, app, kind, who, text, data).run();
  }

  /**
   * The same without waiting for the store: when it returns, the line has its place in the log.
   *
   * @return to be run once: waits until the line is written, and tells if it was not
   */
  public Runnable noting(
      Instant at, String app, Event.Kind kind, String who, String text, @Nullable JsonNode data) {
    Begun begun = begin(at, app, kind, who, text, data, Durability.GROUPED);
    return () -> {
      try {
        written(begun);
      } catch (StoreException e) {
        LOG.log(
            System.Logger.Level.WARNING, app + ": not stored (" + e.getMessage() + "): " + text);
      }
    };
  }

  private record Begun(Event event, Store.Pending line) {}

  private Begun begin(
      Instant at,
      String app,
      Event.Kind kind,
      String who,
      String text,
      @Nullable JsonNode data,
      Durability durability) {
    synchronized (order) {
      Event event = new Event(++seq, at, app, kind, who, text, data);
      Store.Pending line = store.append(logOf(app), event.seq(), Json.write(event), durability);
      tell(event);
      return new Begun(event, line);
    }
  }

  /** Outside of the order, so that those of thousands of apps wait for one sync. */
  private void written(Begun begun) throws StoreException {
    begun.line().await();
    Event event = begun.event();
    long count = written.computeIfAbsent(event.app(), a -> new AtomicLong()).incrementAndGet();
    if (count % TRIM_EVERY == 1) {
      trim(event.app(), event.at());
    }
  }

  /** Reads only what is too old, never the whole log: thousands of apps may trim at a start. */
  private void trim(String app, Instant at) throws StoreException {
    store.keepNewest(logOf(app), KEEP);
    // By the earliest of the last few: a clock that is ahead for a moment takes nothing away.
    Instant today = latest(app, CLOCKS).stream().map(Event::at).min(Instant::compareTo).orElse(at);
    Instant oldest = today.minus(KEEP_FOR);
    long past = 0;
    for (int i = 0; i < 2 * TRIM_EVERY; i++) {
      List<Store.Line> next = store.after(logOf(app), past, 1);
      if (next.isEmpty() || event(next.getFirst()).at().isAfter(oldest)) {
        break;
      }
      past = next.getFirst().seq();
    }
    if (past > 0) {
      store.trim(logOf(app), past + 1);
    }
  }

  private void tell(Event event) {
    if (event.kind() != Event.Kind.DECISION) {
      LOG.log(
          event.kind() == Event.Kind.FAILURE
              ? System.Logger.Level.WARNING
              : System.Logger.Level.INFO,
          () -> (event.app().isEmpty() ? "controller" : event.app()) + ": " + event.text());
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** The first {@code limit} events of an app after {@code seq}, oldest first. */
  public List<Event> after(String app, long afterSeq, int limit) throws StoreException {
    return store.after(logOf(app), afterSeq, limit).stream().map(EventLog::event).toList();
  }

  /** The newest {@code limit} events of an app, oldest first. */
  public List<Event> latest(String app, int limit) throws StoreException {
    return store.latest(logOf(app), limit).stream().map(EventLog::event).toList();
  }

  private static Event event(Store.Line line) {
    return Json.read(line.text(), Event.class);
  }

  private static String logOf(String app) {
    return "events/" + app;
  }
}
