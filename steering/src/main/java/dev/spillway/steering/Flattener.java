package dev.spillway.steering;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind names, kept fresh: a name that was asked for once is asked for again when
 * its answer has ended. Where nobody answers, the last addresses stay, and the log says so. Safe
 * for any thread.
 */
final class Flattener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Flattener.class.getName());

  /** After this long an answer is asked for again whatever its TTL. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @param until monotonic nanoseconds at which it has ended
   * @param silent nobody answered when it was asked for last
   */
  private record Kept(List<String> addresses, long until, boolean silent) {}

  private final NameLookup lookup;
  private final Duration shortest;
  private final Runnable changed;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param shortest an answer is kept at least this long, so that a TTL of 0 floods nobody
   * @param changed is run when a name has got other addresses
   */
  Flattener(NameLookup lookup, Duration shortest, Runnable changed) {
    this.lookup = lookup;
    this.shortest = shortest;
    this.changed = changed;
  }

  /**
   * IPv4 and IPv6 addresses of a name, sorted. Waits for an answer the first time only.
   *
   * @throws AdapterException.Transient when the name has none, or nobody has answered yet
   */
  List<String> addresses(String name) throws AdapterException.Transient {
    Kept known = kept.get(name);
    if (known == null) {
      known = ask(name, null);
      begin();
    }
    if (known.addresses().isEmpty()) {
      throw new AdapterException.Transient(
          "the name " + name + " has no address now, so clients cannot be sent there");
    }
    return known.addresses();
  }

  /** Names that are not among these are forgotten. */
  void keep(java.util.Set<String> names) {
    kept.keySet().retainAll(names);
  }

  private Kept ask(String name, @Nullable Kept before) throws AdapterException.Transient {
    Kept now;
    try {
      NameLookup.Answer answer = lookup.ask(name);
      now = new Kept(answer.addresses(), ends(answer.ttl()), false);
      if (before != null && before.silent()) {
        LOG.log(System.Logger.Level.INFO, "steering: {0} is answered again", name);
      }
    } catch (IOException e) {
      if (before == null) {
        throw new AdapterException.Transient(
            "the addresses of " + name + " are not known: " + e.getMessage(), e);
      }
      if (!before.silent()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "steering: nobody says which addresses {0} has: {1}; {2} go on being answered",
            name,
            e.getMessage(),
            before.addresses());
      }
      now = new Kept(before.addresses(), ends(shortest), true);
    }
    if (before == null) {
      kept.put(name, now);
    } else {
      kept.replace(name, now); // unless it was forgotten meanwhile
    }
    return now;
  }

  private long ends(Duration ttl) {
    Duration least = ttl.compareTo(shortest) < 0 ? shortest : ttl;
    return System.nanoTime() + (least.compareTo(LONGEST) > 0 ? LONGEST : least).toNanos();
  }

  private synchronized void begin() {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("steering-names").start(this::run);
    }
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(shortest.toNanos());
      boolean news = false;
      for (Map.Entry<String, Kept> entry : new TreeMap<>(kept).entrySet()) {
        if (!closed && entry.getValue().until() - System.nanoTime() <= 0) {
          news |= askAgain(entry.getKey(), entry.getValue());
        }
      }
      if (news && !closed) {
        changed.run();
      }
    }
  }

  private boolean askAgain(String name, Kept before) {
    try {
      return !ask(name, before).addresses().equals(before.addresses());
    } catch (AdapterException.Transient e) {
      throw new IllegalStateException("a name that was answered before keeps its answer", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
