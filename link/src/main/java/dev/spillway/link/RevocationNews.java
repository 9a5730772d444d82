package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lists of revoked certificates that one session tells, beside that session's thread: one
 * at a time, and of those that came meanwhile the last. They are signed, so it does not matter who
 * brings them. Safe for any thread.
 */
final class RevocationNews {
  private static final Logger LOG = System.getLogger(RevocationNews.class.getName());

  /**
   * @param done to be run when nobody needs the text any more
   */
  record Told(String lists, Runnable done) {}

  private final Identity identity;
  private final Runnable onNews;
  private final AtomicReference<@Nullable Told> waiting = new AtomicReference<>();
  private boolean working;

  /** Of the one thread that works. */
  private volatile boolean failing;

  /**
   * @param onNews called when more is revoked than before
   */
  RevocationNews(Identity identity, Runnable onNews) {
    this.identity = identity;
    this.onNews = onNews;
  }

  void tell(Told lists) {
    Told before = waiting.getAndSet(lists);
    if (before != null) {
      before.done().run();
    }
    synchronized (this) {
      if (working) {
        return;
      }
      working = true;
    }
    Thread.ofVirtual().name("revocations").start(this::work);
  }

  private void work() {
    for (Told told = next(); told != null; told = next()) {
      try {
        keep(told.lists());
      } finally {
        told.done().run();
      }
    }
  }

  private synchronized @Nullable Told next() {
    Told told = waiting.getAndSet(null);
    working = told != null;
    return told;
  }

  private void keep(String lists) {
    try {
      boolean isNew = identity.learn(lists);
      failing = false;
      if (isNew) {
        LOG.log(Level.INFO, "gateway: home's list of revoked certificates is in force");
        onNews.run();
      }
    } catch (IOException | RuntimeException e) {
      // Once for each session, since it may be told many.
      if (!failing) {
        failing = true;
        String why = String.valueOf(e.getMessage());
        LOG.log(Level.WARNING, "gateway: a list of revoked certificates is not kept, {0}", why);
      }
    }
  }
}
