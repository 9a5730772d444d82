package dev.spillway.dns.transfer;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;

/** Messages with a TSIG record at their end (RFC 8945). */
final class Tsigs {
  private static final int ADDITIONAL_COUNT_AT = 10;

  private Tsigs() {}

  static byte[] append(byte[] message, TSIGRecord tsig) {
    byte[] record = tsig.toWire(Section.ADDITIONAL);
    ByteBuffer out = ByteBuffer.allocate(message.length + record.length).put(message).put(record);
    int count = out.getShort(ADDITIONAL_COUNT_AT);
    out.putShort(ADDITIONAL_COUNT_AT, (short) (count + 1));
    return out.array();
  }

  /** A whole answer, signed. */
  static byte[] answer(byte[] answer, Message query, TSIGRecord asked, TransferKey key) {
    Message head = new Message(query.getHeader().getID());
    return append(answer, key.tsig().generate(head, answer, 0, asked));
  }

  /**
   * NOTAUTH with what is wrong (section 5.2).
   *
   * @param key signs the answer; null leaves it unsigned
   */
  static byte[] error(Message query, TSIGRecord asked, int tsigError, @Nullable TransferKey key) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(Rcode.NOTAUTH);
    Record question = query.getQuestion();
    if (question != null) {
      answer.addRecord(question, Section.QUESTION);
    }
    byte[] wire = answer.toWire();
    TSIGRecord tsig =
        key == null
            ? new TSIGRecord(
                asked.getName(),
                DClass.ANY,
                0,
                asked.getAlgorithm(),
                Instant.EPOCH,
                asked.getFudge(),
                new byte[0],
                query.getHeader().getID(),
                tsigError,
                new byte[0])
            : key.tsig().generate(answer, wire, tsigError, asked);
    return append(wire, tsig);
  }
}
