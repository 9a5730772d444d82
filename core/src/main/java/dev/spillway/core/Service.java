package dev.spillway.core;

import java.util.Set;

/**
 * A named endpoint at home that the link may reach, and nothing else.
 *
 * @param at where it is, as seen from the agent
 * @param check how the link proves that it answers: {@code tcp} connects, {@code postgres} and
 *     {@code sqlserver} also wait for an answer of the database
 * @param limits what one site may take of it
 * @param only who may reach it
 */
public record Service(Endpoint at, String check, Limits limits, Only only) {
  /**
   * Who may reach a service over the link.
   *
   * @param sites names of public sites; empty for all
   * @param releases what a connector's certificate must say that its instances are, such as a
   *     digest; empty for all
   */
  public record Only(Set<String> sites, Set<String> releases) {
    public static final Only ALL = new Only(Set.of(), Set.of());

    public Only {
      sites = Set.copyOf(sites);
      releases = Set.copyOf(releases);
    }
  }

  /**
   * What one site may take of a service.
   *
   * @param streams connections open at a time, 1 or more
   * @param perSecond new connections, above 0; infinite for no limit
   * @param bytesPerSecond both directions together, above 0; infinite for no limit
   * @param roundTripSeconds how far away it may be for a site that gets clients, above 0; infinite
   *     for no limit. It bounds the site's share, and refuses no stream
   */
  public record Limits(
      int streams, double perSecond, double bytesPerSecond, double roundTripSeconds) {
    public static final Limits NONE =
        new Limits(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Limits {
      if (streams < 1 || !(perSecond > 0) || !(bytesPerSecond > 0) || !(roundTripSeconds > 0)) {
        throw new IllegalArgumentException("a service's limits are above 0");
      }
    }

    /** At any distance. */
    public Limits(int streams, double perSecond, double bytesPerSecond) {
      this(streams, perSecond, bytesPerSecond, Double.POSITIVE_INFINITY);
    }
  }

  /** Without limits. */
  public Service(Endpoint at, String check) {
    this(at, check, Limits.NONE, Only.ALL);
  }
}
