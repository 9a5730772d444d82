package dev.spillway.dns.engine;

import java.time.Duration;

/**
 * What one client may take.
 *
 * @param tcpIdle how long a TCP client may take for one query and its answer
 * @param tcpTotal TCP connections for each address
 * @param tcpPerClient TCP connections of one IPv4 address or IPv6 /64
 * @param answersPerSecond answers of one kind over UDP to one IPv4 /24 or IPv6 /56 that has not
 *     proven itself by a cookie, and that many thousand bytes of all kinds; 0 for no limit
 * @param slip every how manieth limited answer is one that asks to come over TCP; 0 for none
 * @param loopbackToo this machine's own clients are limited as well, whom nobody can forge
 */
public record Limits(
    Duration tcpIdle,
    int tcpTotal,
    int tcpPerClient,
    int answersPerSecond,
    int slip,
    boolean loopbackToo) {
  private static final int MOST_PER_SECOND = 1_000_000;

  /**
   * 10 s idle, 512 connections, 16 of them per client. 1,000 answers a second: a resolver asks once
   * in a TTL and never comes near; a victim's network gets 1 MB/s at most, beside answers that hold
   * no record and are about as long as what the attacker sends.
   */
  public static final Limits USUAL = new Limits(Duration.ofSeconds(10), 512, 16, 1000, 2, false);

  public Limits {
    if (tcpTotal < 1 || tcpPerClient < 1 || !tcpIdle.isPositive()) {
      throw new IllegalArgumentException("connections and idle time must be above 0");
    }
    if (answersPerSecond < 0 || answersPerSecond > MOST_PER_SECOND || slip < 0) {
      throw new IllegalArgumentException(
          "answers per second lie between 0 and " + MOST_PER_SECOND + ", slip at 0 or above");
    }
  }
}
