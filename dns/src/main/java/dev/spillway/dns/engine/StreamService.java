package dev.spillway.dns.engine;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Answers what is not one message: zone transfers (AXFR, IXFR) over TCP. Safe for any thread. */
@FunctionalInterface
public interface StreamService {
  /** Refuses all. */
  StreamService NONE = (message, from) -> null;

  /**
   * Answers one message whose question is for a transfer.
   *
   * @param message as it came, without the length in front
   * @return the messages to send, in order, at most 65,535 bytes each; made while they are being
   *     sent. Null refuses
   */
  @Nullable Iterable<byte[]> answers(byte[] message, InetAddress from);

  /** What {@link #seal} gives when the signed answer would be too long. */
  int NO_ROOM = -1;

  /**
   * Signs the answer to a query that is signed (TSIG), as secondaries ask for a zone's SOA; or
   * writes another in its place that says what is wrong with the query's key or signature.
   *
   * @param query of {@code length} bytes, which the answer function has found well-formed
   * @param answer of {@code answerLength} bytes, in a buffer with room for {@code most}
   * @param most bytes that the signed answer may have
   * @return its bytes; {@link #NO_ROOM}, and the answer is as it was
   */
  default int seal(byte[] query, int length, byte[] answer, int answerLength, int most) {
    return answerLength;
  }
}
