package dev.spillway.dns.transfer;

import dev.spillway.dns.answer.Messages;
import java.io.IOException;
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
import org.xbill.DNS.Type;

/** Messages with a TSIG record at their end (RFC 8945). */
final class Tsigs {
  private static final int QUESTION_COUNT_AT = 4;
  private static final int ADDITIONAL_COUNT_AT = 10;
  private static final int QR = 0x80;
  private static final int OPCODE_RD = 0x79;

  /** Type, class, TTL and length. */
  private static final int RECORD_HEAD = 10;

  private static final int TIME_BYTES = 6;

  /** Time, fudge, no signature, original id, error, no other data. */
  private static final int FIXED_DATA = TIME_BYTES + 10;

  private Tsigs() {}

  /**
   * A message with its question and TSIG record.
   *
   * @return null when the library cannot read it. It also throws what it does not declare, and
   *     keeps mistakes in cut messages to itself
   */
  static @Nullable Message read(byte[] wire) {
    try {
      Message message = new Message(wire);
      return message.getQuestion() == null || message.getTSIG() == null ? null : message;
    } catch (IOException | RuntimeException e) {
      return null; // who calls answers that the message is malformed
    }
  }

  /**
   * NOTAUTH to a query whose key is not known (section 5.2.1), unsigned, without reading more of
   * the query than that key's name.
   *
   * @param tsig where the query's TSIG record begins
   */
  static byte[] unknownKey(byte[] query, int length, int tsig) {
    int question = Messages.questionEnd(query, length);
    byte[] name = Messages.name(query, length, tsig);
    int data = Messages.data(query, length, tsig);
    int algorithm = Messages.skipName(query, length, data) - data;
    int size = question + name.length + RECORD_HEAD + algorithm + FIXED_DATA;
    ByteBuffer out = ByteBuffer.allocate(size).put(query, 0, question);
    out.put(2, (byte) (QR | query[2] & OPCODE_RD)).put(3, (byte) Rcode.NOTAUTH);
    out.putLong(QUESTION_COUNT_AT, 0x0001_0000_0000_0001L);
    out.put(name).putShort((short) Type.TSIG).putShort((short) DClass.ANY).putInt(0);
    out.putShort((short) (algorithm + FIXED_DATA)).put(query, data, algorithm);
    out.put(new byte[TIME_BYTES]).putShort((short) 0).putShort((short) 0);
    out.put(query, 0, 2).putShort((short) Rcode.BADKEY).putShort((short) 0);
    return out.array();
  }

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
