package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Renews the certificate of an end that runs when a third of its time is left, and tries again each
 * minute until that has worked. The end's sessions and streams stay.
 */
public final class Renewal implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Renewal.class.getName());
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Path keys;
  private final PeerRole role;
  private final Endpoint at;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Renewal(Path keys, PeerRole role, Endpoint at) {
    this.keys = keys;
    this.role = role;
    this.at = at;
  }

  /**
   * @param keys folder of the end
   * @param at where {@link EnrolmentServer} is reached
   */
  public static Renewal start(Path keys, PeerRole role, Endpoint at) {
    Renewal renewal = new Renewal(keys, role, at);
    Thread.ofVirtual().name("renewal").start(renewal::run);
    return renewal;
  }

  private void run() {
    try {
      while (!closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Path file = keys.resolve(role.word() + ".pem");
      if (isDue(Pem.certificate(KeyFiles.readPrivate(file)), Instant.now())) {
        Enrolment.renew(keys, role, at);
        LOG.log(Level.INFO, "link: the certificate in {0} was renewed", file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "link: not renewed yet, tried again in a minute: {0}", e.getMessage());
    }
  }

  static boolean isDue(X509Certificate certificate, Instant now) {
    Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
    return left.compareTo(Lifetime.of(certificate).dividedBy(3)) < 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
