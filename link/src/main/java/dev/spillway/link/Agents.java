package dev.spillway.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agents that have a session with this gateway, newest first. Safe for any thread. */
final class Agents {
  private static final Logger LOG = System.getLogger(Agents.class.getName());

  /**
   * @param identity from the agent's certificate
   */
  record Entry(String identity, Hello hello, Session session) {
    boolean isSameAgent(Entry other) {
      return identity.equals(other.identity)
          && hello.app().equals(other.hello.app())
          && hello.site().equals(other.hello.site());
    }
  }

  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();
  private final Counters counters;
  private final Consumer<Entry> onCame;

  /**
   * @param onCame told of each session that stands, in that session's thread; must not wait
   */
  Agents(Counters counters, Consumer<Entry> onCame) {
    this.counters = counters;
    this.onCame = onCame;
  }

  @SuppressWarnings("ReferenceEquality") // two sessions of one agent differ in nothing else
  synchronized void came(Entry came) {
    entries.addFirst(came);
    for (Entry old : entries) {
      if (old != came && old.isSameAgent(came) && entries.remove(old)) {
        old.session().end("a new session of the same agent replaces it");
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
  }

  void left(Entry entry, String why) {
    entries.remove(entry);
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

  /** The newest session of an agent that offers the service, else the newest one at all. */
  @Nullable Entry forService(String service) {
    @Nullable Entry newest = null;
    for (Entry entry : entries) {
      if (entry.hello().services().contains(service)) {
        return entry;
      }
      newest = newest == null ? entry : newest;
    }
    return newest;
  }

  List<Entry> all() {
    return List.copyOf(entries);
  }
}
