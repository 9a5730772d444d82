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

  /**
   * Signs the answer to a query that is signed (TSIG), as secondaries ask for a zone's SOA.
   *
   * @param query of {@code length} bytes
   * @param answer of {@code answerLength} bytes, in a buffer with room for more
   * @return bytes of the answer; as they were when nothing can be signed
   */
  default int seal(byte[] query, int length, byte[] answer, int answerLength) {
    return answerLength;
  }
}
