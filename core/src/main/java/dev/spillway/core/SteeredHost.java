package dev.spillway.core;

import java.time.Duration;
import java.util.List;

/**
 * One row of the steering table: how the clients of one host name are shared out.
 *
 * @param host the public host name, lower case, without a final dot
 * @param ttl of the answers, whole seconds
 * @param sites their shares sum to 1; one answer names the addresses of one site only
 * @param draw how long a client stays with the site that it was given
 */
public record SteeredHost(String host, Duration ttl, List<SiteAnswer> sites, Draw draw) {
  /** How the site of an answer is drawn. */
  public enum Draw {
    /** In each TTL again: where few resolvers ask, their errors even out over time. */
    ANEW,
    /** By the client's subnet or resolver alone: only a change of shares moves anybody. */
    STICKY
  }

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

  /** Drawn anew in each TTL. */
  public SteeredHost(String host, Duration ttl, List<SiteAnswer> sites) {
    this(host, ttl, sites, Draw.ANEW);
  }

  /** The same, drawn that way. */
  public SteeredHost drawn(Draw as) {
    return new SteeredHost(host, ttl, sites, as);
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
