package dev.spillway.link;

import java.time.Duration;

/**
 * How long the link waits.
 *
 * @param ping between two pings; 1 s
 * @param answer the other end must let something be heard within this after a ping; 4 s
 * @param handshake from the first byte until the session stands; 5 s
 * @param connect until a target at home, or a gateway, accepts; 3 s
 * @param check between two rounds of service checks; 3 s
 * @param certificateGrace how long a session outlives the end of the other end's certificate; 60 s
 */
public record LinkTimings(
    Duration ping,
    Duration answer,
    Duration handshake,
    Duration connect,
    Duration check,
    Duration certificateGrace) {
  private static final Duration GRACE = Duration.ofSeconds(60);

  public static final LinkTimings DEFAULT =
      new LinkTimings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3));

  /** With the usual grace. */
  LinkTimings(
      Duration ping, Duration answer, Duration handshake, Duration connect, Duration check) {
    this(ping, answer, handshake, connect, check, GRACE);
  }

  public LinkTimings {
    for (Duration each :
        new Duration[] {ping, answer, handshake, connect, check, certificateGrace}) {
      if (each.toMillis() < 10) {
        throw new IllegalArgumentException("the link's waits are 10 ms or longer, not " + each);
      }
    }
    if (answer.compareTo(ping) <= 0) {
      throw new IllegalArgumentException(
          "the answer deadline ("
              + answer
              + ") must be longer than the ping interval ("
              + ping
              + ")");
    }
  }
}
