package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Writes what happens to the streams of one target into the audit log, if there is one. */
final class Journal {
  private static final Logger LOG = System.getLogger(Journal.class.getName());

  /** A gateway that asks without end must not fill the disk; what is left out is counted. */
  private static final double MOST_REFUSALS_PER_SECOND = 100;

  private final @Nullable AuditLog log;
  private final AgentConfig.Target target;
  private final Ticker ticker;
  private final Bucket refusals;
  private long unsaid;
  private boolean failing;

  Journal(@Nullable AuditLog log, AgentConfig.Target target, Ticker ticker) {
    this.log = log;
    this.target = target;
    this.ticker = ticker;
    refusals = new Bucket(MOST_REFUSALS_PER_SECOND, ticker.now().nanos());
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
    end("refused", session, stream, client, where, why + more);
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
        session.peer,
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
