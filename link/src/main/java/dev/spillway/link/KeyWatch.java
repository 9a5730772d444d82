package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks a few times a second whether an end's folder of keys has changed, and says when its
 * certificate is about to end.
 */
final class KeyWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(KeyWatch.class.getName());
  private static final long PERIOD_MILLIS = 250;

  private final Identity identity;
  private final Runnable onChange;
  private final Ticker ticker;
  private final EndingSoon ending = new EndingSoon();

  /** What was said already; it is tried again each time. */
  private String failing = "";

  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param onChange called when the identity has new keys, authorities or revocations
   */
  KeyWatch(Identity identity, Runnable onChange, Ticker ticker) {
    this.ticker = ticker;
    this.identity = identity;
    this.onChange = onChange;
    Thread.ofVirtual().name("link-keys").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (identity.refresh()) {
        LOG.log(
            Level.INFO,
            "link: keys of the {0} read again, its certificate is valid until {1}",
            identity.role().word(),
            identity.expires());
        onChange.run();
      }
      failing = "";
      String soon = ending.look(identity.credentials().certificate(), ticker.now().wall());
      if (!soon.isEmpty()) {
        LOG.log(Level.WARNING, "link: {0}", soon);
      }
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it was, a later revocation must be seen.
      String why = String.valueOf(e.getMessage());
      if (!why.equals(failing)) {
        failing = why;
        LOG.log(Level.WARNING, "link: changed keys are not used, the old ones stay: {0}", why);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
