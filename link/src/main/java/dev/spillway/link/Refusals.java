package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what one end refuses and logs it: the first of a kind at once, then one line in ten
 * seconds with their number, so that clients who knock do not fill the log. Safe for any thread.
 */
final class Refusals {
  private static final Logger LOG = System.getLogger(Refusals.class.getName());
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final String who;
  private final Counters counters;
  private final Ticker ticker;
  private final Map<String, Kind> kinds = new HashMap<>();

  private static final class Kind {
    private long loggedAt;
    private long since;
  }

  /**
   * @param who is in front of each line
   */
  Refusals(String who, Counters counters, Ticker ticker) {
    this.who = who;
    this.counters = counters;
    this.ticker = ticker;
  }

  /** A connection to a service's port that found no way. */
  void stream(String service, Reason reason, String text) {
    counters.refused(service, reason);
    // Whoever asks for what is not offered makes the names up: one kind for all of them.
    String which = reason == Reason.NOT_ALLOWED ? "a service" : "service '" + service + "'";
    log("connection to " + which + " refused: " + reason, text);
  }

  /**
   * A connection that one session could not carry further and the next one is asked for; it is
   * counted only when none can.
   */
  void elsewhere(String service, String where, Reason reason, String text) {
    log(
        "service '" + service + "' not reached by " + where + ", trying the next",
        reason + ": " + text);
  }

  /** A connection to the agents' port that did not become a session. */
  void stranger(String from, Throwable failure, Identity own) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    log("handshake refused", from + ": " + why + own.expired(ticker.now().wall()));
  }

  private synchronized void log(String what, String detail) {
    long now = ticker.now().nanos();
    Kind kind = kinds.get(what);
    if (kind != null && now - kind.loggedAt < QUIET.toNanos()) {
      kind.since++;
      return;
    }
    String more = kind == null || kind.since == 0 ? "" : " (and " + kind.since + " more before)";
    Kind fresh = new Kind();
    fresh.loggedAt = now;
    kinds.put(what, fresh);
    LOG.log(Level.WARNING, "{0}: {1}, {2}{3}", who, what, detail, more);
  }
}
