package dev.spillway.dns.answer;

/** Where the answer function takes its chance from. Safe for any thread. */
@FunctionalInterface
public interface Draws {
  /**
   * 64 bits for one answer; over all clients and times they are even.
   *
   * @param client stands for the client's subnet, or for its resolver
   * @param host hash of the asked name
   * @param six AAAA is asked, not A
   * @param ttlSeconds of the answer
   * @param epochMillis now
   */
  long next(long client, int host, boolean six, int ttlSeconds, long epochMillis);
}
