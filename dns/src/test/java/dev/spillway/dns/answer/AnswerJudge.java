package dev.spillway.dns.answer;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Queries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xbill.DNS.Message;

/**
 * Asks with any bytes and judges what comes back: no exception, nothing to a response, the ID of
 * the query, no answer above 512 bytes or what the client offers, every answer readable by a
 * foreign library. For one thread.
 */
final class AnswerJudge {
  private static final byte[] NONE = {};

  private final Snapshot snapshot;
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(StandardCharsets.US_ASCII), 1, 2));
  private final Source source = new Source();
  private final byte[] out = new byte[Wire.STREAM];

  AnswerJudge(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** The answer over UDP; empty when there is none. */
  byte[] datagram(byte[] query) {
    byte[] answer = ask(query, false, new byte[Wire.UDP_EDNS]);
    Claim.that(
        answer.length <= 512 || answer.length <= Queries.datagram(query),
        "an answer that fits",
        query);
    return answer;
  }

  /** The answer over TCP; empty when there is none. */
  byte[] stream(byte[] query) {
    return ask(query, true, out);
  }

  private byte[] ask(byte[] query, boolean stream, byte[] room) {
    source.v4(0xC0000201);
    int length = answerer.answer(snapshot, query, query.length, source, stream, 0, room);
    if (length == 0) {
      return NONE;
    }
    Claim.that(length >= Wire.HEADER && length <= room.length, "a size that fits", query);
    byte[] answer = Arrays.copyOf(room, length);
    Claim.that(Arrays.equals(answer, 0, 2, query, 0, 2), "the ID of the query", query);
    Claim.that((answer[2] & 0x80) != 0, "a response", query);
    Claim.that((query[2] & 0x80) == 0, "never an answer to a response", query);
    readable(query, answer);
    return answer;
  }

  private static void readable(byte[] query, byte[] answer) {
    try {
      Claim.that(new Message(answer).toWire().length > 0, "a readable answer", query);
    } catch (IOException e) {
      // dnsjava knows no subnet of family 0, which says "no subnet, please" and is echoed
      if (!String.valueOf(e.getMessage()).contains("address family")) {
        throw Claim.failed("a readable answer", query, e);
      }
    }
  }
}
