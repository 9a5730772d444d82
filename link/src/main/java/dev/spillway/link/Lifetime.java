package dev.spillway.link;

import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * How long certificates are valid. keytool counts in days, so a certificate begins earlier in order
 * to end at its hour; an hour before now at least, since clocks differ a little.
 *
 * @param start when it begins, from now, in keytool's spelling
 * @param days from there, 1 or more
 */
record Lifetime(String start, int days) {
  private static final int DAY_HOURS = 24;

  private static final Duration SHORT = Duration.ofHours(12);

  /**
   * Ends so long from now.
   *
   * @param valid counted in whole hours, the last one begun
   */
  static Lifetime of(Duration valid) {
    long hours = Math.max(1, (valid.toMinutes() + 59) / 60);
    int days = Math.toIntExact((hours + DAY_HOURS) / DAY_HOURS);
    return new Lifetime("-" + (days * DAY_HOURS - hours) + "H", days);
  }

  /** What a certificate was given, a day less at most, but 12 hours at least. */
  static Duration of(X509Certificate certificate) {
    Duration whole =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    Duration given = whole.minusHours(DAY_HOURS);
    return given.compareTo(SHORT) < 0 ? SHORT : given;
  }
}
