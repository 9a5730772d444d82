package dev.spillway.core;

import java.time.Duration;
import java.util.List;

/**
 * One row of the steering table: how the clients of one host name are shared out.
 *
 * @param host the public host name, lower case, without a final dot
 * @param ttl of the answers, whole seconds
 * @param sites their shares sum to 1; one answer names the addresses of one site only
 */
public record SteeredHost(String host, Duration ttl, List<SiteAnswer> sites) {
  /**
   * @param addresses IPv4 and IPv6; at least one where the share is above 0
   */
  public record SiteAnswer(String site, Share share, List<String> addresses) {
    public SiteAnswer {
      addresses = List.copyOf(addresses);
      if (!share.isNone() && addresses.isEmpty()) {
        throw new IllegalArgumentException(site + " has a share but no address");
      }
    }
  }

  public SteeredHost {
    sites = List.copyOf(sites);
    double sum = sites.stream().mapToDouble(s -> s.share().value()).sum();
    if (Math.abs(sum - 1) > 1e-6) {
      throw new IllegalArgumentException("the shares of " + host + " sum to " + sum + ", not 1");
    }
  }

  public Share share(String site) {
    return sites.stream()
        .filter(s -> s.site().equals(site))
        .map(SiteAnswer::share)
        .findFirst()
        .orElse(Share.NONE);
  }
}
