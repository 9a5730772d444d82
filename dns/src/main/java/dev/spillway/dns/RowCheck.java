package dev.spillway.dns;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.Names;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says whether a row can be answered from and written down. */
final class RowCheck {
  /** So that each answer fits a TCP message of {@link TcpEngine}. */
  static final int MOST_ADDRESSES = 500;

  private static final Pattern SITE = Pattern.compile("[A-Za-z0-9._-]+");
  private static final long MOST_TTL_SECONDS = Integer.MAX_VALUE; // RFC 2181 section 8

  private RowCheck() {}

  /**
   * @throws IllegalArgumentException says what is wrong
   */
  static void check(SteeredHost row) {
    String host = row.host();
    Names.wire(host);
    require(
        host.equals(host.toLowerCase(Locale.ROOT)) && !host.endsWith(".") && !host.contains(" "),
        "the host '" + host + "' must be in lower case, without a final dot");
    require(
        row.ttl().equals(java.time.Duration.ofSeconds(row.ttl().toSeconds()))
            && row.ttl().toSeconds() >= 0
            && row.ttl().toSeconds() <= MOST_TTL_SECONDS,
        "the TTL of " + host + " must be whole seconds, not " + row.ttl());
    for (SteeredHost.SiteAnswer site : row.sites()) {
      require(
          SITE.matcher(site.site()).matches(),
          "the site '" + site.site() + "' of " + host + " must have letters, digits and dashes");
      require(
          site.addresses().size() <= MOST_ADDRESSES,
          site.site() + " of " + host + " has more than " + MOST_ADDRESSES + " addresses");
      site.addresses().forEach(Names::address);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
