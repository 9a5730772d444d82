package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to the streams of one target into the audit log, if there is one. Outlives
 * sessions, so that a gateway gains nothing by a new one. For the thread that runs them.
 */
final class Journal {
  private static final Logger LOG = System.getLogger(Journal.class.getName());

  /** A gateway that asks without end must not fill the disk; what is left out is counted. */
  private static final double MOST_REFUSALS_PER_SECOND = 100;

  private final @Nullable AuditLog log;
  private final AgentConfig.Target target;
  private final Ticker ticker;
  private final Bucket refusals;
  private final long checkPeriod;
  private final Map<String, Long> checked = new HashMap<>();
  private long unsaid;
  private boolean failing;

  /**
   * @param checkPeriod how often a gateway checks each service
   */
  Journal(@Nullable AuditLog log, AgentConfig.Target target, Duration checkPeriod, Ticker ticker) {
    this.checkPeriod = checkPeriod.toNanos();
    this.log = log;
    this.target = target;
    this.ticker = ticker;
    refusals = new Bucket(MOST_REFUSALS_PER_SECOND, ticker.now().nanos());
  }

  /**
   * Whether this is a gateway's check, which comes every few seconds and stays out of the log as
   * long as it is small. Whoever says that more often is logged like everybody, since a gateway can
   * say what it likes.
   *
   * @param service one of the target's
   */
  boolean leavesOut(String service, Caller client) {
    if (log == null || !client.isCheck()) {
      return false;
    }
    long now = ticker.now().nanos();
    Long last = checked.get(service);
    if (last != null && now - last < checkPeriod / 2) {
      return false;
    }
    checked.put(service, now);
    return true;
  }

  /** Returns an empty text, or why the stream must not begin. */
  String opened(Session session, Stream stream, Caller client, String where) {
    if (log == null) {
      return "";
    }
    try {
      log.begins(record("opened", session, stream, client, where, ""));
      said("");
      return "";
    } catch (IOException e) {
      said(text(e));
      return log.isOptional() ? "" : text(e);
    }
  }

  void closed(Session session, Stream stream, Caller client, String where, String why) {
    end("closed", session, stream, client, where, why);
  }

  void refused(Session session, Stream stream, Caller client, String where, String why) {
    if (!refusals.isOpen(ticker.now().nanos())) {
      unsaid++;
      return;
    }
    refusals.use(1);
    String more = unsaid == 0 ? "" : " (and " + unsaid + " more refused before)";
    unsaid = 0;
    end(AuditRecord.REFUSED, session, stream, client, where, why + more);
  }

  private void end(
      String event, Session session, Stream stream, Caller client, String where, String why) {
    if (log != null) {
      try {
        log.ended(record(event, session, stream, client, where, why));
      } catch (IOException e) {
        said(text(e));
      }
    }
  }

  /** One line when it begins to fail, one when it works again. */
  private void said(String failure) {
    if (failing == failure.isEmpty()) {
      failing = !failing;
      LOG.log(
          failing ? Level.ERROR : Level.INFO,
          "link to {0}/{1}: {2}",
          target.app(),
          target.site(),
          failing ? failure : "the audit log can be written again");
    }
  }

  private AuditRecord record(
      String event, Session session, Stream stream, Caller client, String where, String why) {
    return new AuditRecord(
        ticker.now().wall(),
        event,
        session.number + "." + stream.id,
        target.app(),
        target.site(),
        session.peerName + " at " + target.address(),
        client.who(),
        client.release(),
        stream.service,
        where,
        stream.bytesIn(),
        stream.bytesOut(),
        why);
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
