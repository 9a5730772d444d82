package dev.spillway.link;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says in time that an end's own certificate ends, since its sessions end with it: when a quarter
 * of its time is left, when a tenth is, and at the end. {@link Renewal} has had it renewed before
 * the first, so silence is the usual case. Pure, but for what it has said already.
 */
final class EndingSoon {
  private static final int FIRST = 4;
  private static final int SECOND = 10;

  private @Nullable X509Certificate of;
  private int said;

  /** Returns what to say now; empty when there is nothing new. */
  String look(X509Certificate certificate, Instant now) {
    if (!certificate.equals(of)) {
      of = certificate;
      said = 0;
    }
    Instant end = certificate.getNotAfter().toInstant();
    Duration left = Duration.between(now, end);
    int stage = stage(left, Lifetime.of(certificate));
    if (stage <= said) {
      return "";
    }
    said = stage;
    String when =
        left.isPositive()
            ? "ends in %s, at %s: its sessions end then".formatted(words(left), end)
            : "ended at %s: its sessions end".formatted(end);
    return "the certificate of '%s' %s; renew it by 'spillway keys renew', or let it be done by --renew-at"
        .formatted(Identity.name(certificate), when);
  }

  private static int stage(Duration left, Duration whole) {
    if (!left.isPositive()) {
      return 3;
    }
    return left.compareTo(whole.dividedBy(SECOND)) < 0
        ? 2
        : left.compareTo(whole.dividedBy(FIRST)) < 0 ? 1 : 0;
  }

  private static String words(Duration left) {
    return left.toDays() > 1
        ? left.toDays() + " days"
        : left.toHours() > 1 ? left.toHours() + " hours" : left.toMinutes() + " minutes";
  }
}
