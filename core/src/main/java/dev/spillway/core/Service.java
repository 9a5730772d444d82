package dev.spillway.core;

/**
 * A named endpoint at home that the link may reach, and nothing else.
 *
 * @param at where it is, as seen from the agent
 * @param check how the link proves that it answers: {@code tcp} connects, {@code postgres} and
 *     {@code sqlserver} also wait for an answer of the database
 * @param limits what one site may take of it
 */
public record Service(Endpoint at, String check, Limits limits) {
  /**
   * What one site may take of a service.
   *
   * @param streams connections open at a time, 1 or more
   * @param perSecond new connections, above 0; infinite for no limit
   * @param bytesPerSecond both directions together, above 0; infinite for no limit
   */
  public record Limits(int streams, double perSecond, double bytesPerSecond) {
    public static final Limits NONE =
        new Limits(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Limits {
      if (streams < 1 || !(perSecond > 0) || !(bytesPerSecond > 0)) {
        throw new IllegalArgumentException("a service's limits are above 0");
      }
    }
  }

  /** Without limits. */
  public Service(Endpoint at, String check) {
    this(at, check, Limits.NONE);
  }
}
