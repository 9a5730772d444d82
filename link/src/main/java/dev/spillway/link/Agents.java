package dev.spillway.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agents that have a session with this gateway, newest first. Safe for any thread. */
final class Agents {
  private static final Logger LOG = System.getLogger(Agents.class.getName());

  /** The highest rank of an agent for a service. */
  private static final int REACHES = 2;

  /** Told to the older of two sessions with one name. */
  static final String REPLACED = "a new session of the same agent replaces it";

  /** One of them; which services it offers may change. */
  static final class Entry {
    private final Session session;
    private volatile Hello hello;

    /** Services whose targets did not answer when they were last asked, and why. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    Entry(Hello hello, Session session) {
      this.hello = hello;
      this.session = session;
    }

    Session session() {
      return session;
    }

    Hello hello() {
      return hello;
    }

    boolean offers(String service) {
      return hello.services().contains(service);
    }

    /** Why the service's target did not answer; empty when it did, or nobody has asked yet. */
    String failure(String service) {
      return failures.getOrDefault(service, "");
    }

    /** Returns whether that is new. */
    private boolean found(String service, String failure) {
      String before = failure.isEmpty() ? failures.remove(service) : failures.put(service, failure);
      return (before == null) != failure.isEmpty();
    }

    boolean isSameSite(Hello other) {
      return hello.app().equals(other.app()) && hello.site().equals(other.site());
    }

    /** Its name, which a renewed certificate keeps. */
    String identity() {
      return session.peerName;
    }

    boolean isSameAgent(Entry other) {
      return identity().equals(other.identity()) && isSameSite(other.hello);
    }
  }

  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();
  private final Counters counters;
  private final Consumer<Entry> onCame;
  private final Runnable onChange;

  /**
   * @param onCame told of each session that stands, in that session's thread; must not wait
   * @param onChange told when other services may be offered than before; must not wait
   */
  Agents(Counters counters, Consumer<Entry> onCame, Runnable onChange) {
    this.counters = counters;
    this.onCame = onCame;
    this.onChange = onChange;
  }

  synchronized void came(Entry came) {
    entries.addFirst(came);
    for (Entry old : entries) {
      if (old != came && old.isSameAgent(came) && entries.remove(old)) {
        counters.sessionsReplaced.increment();
        old.session().end(REPLACED);
      }
    }
    counters.sessions.increment();
    LOG.log(
        Level.INFO,
        "gateway: agent {0} from {1}: no session -> session for {2}/{3}, offers {4}",
        came.identity(),
        came.session().peer,
        came.hello().app(),
        came.hello().site(),
        came.hello().services());
    onCame.accept(came);
    onChange.run();
  }

  /** An agent offers other services from now on. */
  void offers(Entry entry, Hello fresh) {
    LOG.log(
        Level.INFO,
        "gateway: agent {0}: offers {1} -> {2}",
        entry.identity(),
        entry.hello.services(),
        fresh.services());
    entry.hello = fresh;
    onChange.run();
  }

  void left(Entry entry, String why) {
    entries.remove(entry);
    onChange.run();
    counters.sessionsLost.increment();
    LOG.log(
        Level.WARNING,
        "gateway: agent {0} from {1}: session -> no session, {2}",
        entry.identity(),
        entry.session().peer,
        why);
  }

  void neverCame(Session session, String why) {
    counters.handshakesFailed.increment();
    LOG.log(Level.WARNING, "gateway: agent from {0} refused, {1}", session.peer, why);
  }

  /** What a gateway's checks of an agent's services have found. */
  void checked(Entry entry, Map<String, String> results) {
    boolean isNew = false;
    for (Map.Entry<String, String> each : results.entrySet()) {
      isNew |= entry.found(each.getKey(), each.getValue());
    }
    if (isNew) {
      onChange.run();
    }
  }

  /** The sessions that lead to a service, in the order of {@link #best}. */
  Instances.Ways ways(String service) {
    return new Instances.Ways() {
      @Override
      public @Nullable Session next(Set<Session> tried) {
        Entry entry = best(service, tried);
        if (entry == null || (!tried.isEmpty() && rank(entry, service) != REACHES)) {
          return null;
        }
        return entry.session();
      }

      /** Holds until a check finds otherwise. */
      @Override
      public void failed(Session session, String why) {
        for (Entry entry : entries) {
          if (entry.session() == session && entry.found(service, why)) {
            onChange.run();
          }
        }
      }
    };
  }

  /** Empty when an agent reaches the service, else why none does. */
  String failure(String service) {
    Entry entry = best(service, Set.of());
    if (entry == null || !entry.offers(service)) {
      return "no agent";
    }
    return entry.failure(service);
  }

  /**
   * The agent with the fewest streams of those whose target answers, else of those that offer the
   * service, else of all: an agent that does not offer it says so to the client side and at home.
   * Of equals, the newest.
   */
  private @Nullable Entry best(String service, Set<Session> without) {
    @Nullable Entry best = null;
    for (Entry entry : entries) {
      if (!entry.session().isEnding()
          && !without.contains(entry.session())
          && (best == null || isBetter(entry, best, service))) {
        best = entry;
      }
    }
    return best;
  }

  private static boolean isBetter(Entry entry, Entry than, String service) {
    int rank = rank(entry, service);
    int other = rank(than, service);
    return rank > other || rank == other && entry.session().load() < than.session().load();
  }

  private static int rank(Entry entry, String service) {
    if (!entry.offers(service)) {
      return 0;
    }
    return entry.failure(service).isEmpty() ? REACHES : 1;
  }

  /** Ends the sessions of agents whose certificate no longer counts. */
  void endRevoked(Identity identity) {
    for (Entry entry : entries) {
      if (identity.isRevoked(entry.session().certificates.peer())) {
        entry.session().end("the certificate of '" + entry.identity() + "' was revoked");
      }
    }
  }

  List<Entry> all() {
    return List.copyOf(entries);
  }
}
