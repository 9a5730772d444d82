package dev.spillway.dns.transfer;

import dev.spillway.dns.answer.Messages;
import dev.spillway.dns.answer.Wire;
import dev.spillway.dns.engine.StreamService;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/**
 * Signs single answers to signed queries. What the query's TSIG is, and the answer:
 *
 * <pre>
 * not there, or malformed             as it was
 * of a key that is not ours           NOTAUTH, BADKEY; costs one look at the key's name
 * not to be read by the library       FORMERR
 * wrong in algorithm, signature, time NOTAUTH with its TSIG error (RFC 8945 section 5.2)
 * good                                as it was, and signed
 * </pre>
 *
 * Safe for any thread.
 */
final class Sealer {
  private static final int COUNTS = 4;

  private final List<TransferKey> keys;

  Sealer(Collection<TransferKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** See {@link StreamService#seal}. */
  int seal(byte[] query, int length, byte[] answer, int answerLength, int most) {
    int tsig = Messages.tsig(query, length);
    if (tsig < 0) {
      return answerLength;
    }
    TransferKey key = key(query, length, tsig);
    if (key == null) {
      return put(Tsigs.unknownKey(query, length, tsig), answer, most);
    }
    byte[] asked = Arrays.copyOf(query, length);
    Message message = Tsigs.read(asked);
    TSIGRecord record = message == null ? null : message.getTSIG();
    if (message == null || record == null) {
      return malformed(answer, Messages.questionEnd(query, length));
    }
    int verified = key.tsig().verify(message, asked, null);
    return put(
        verified == Rcode.NOERROR
            ? Tsigs.answer(Arrays.copyOf(answer, answerLength), message, record, key)
            : Tsigs.error(message, record, verified, verified == Rcode.BADTIME ? key : null),
        answer,
        most);
  }

  /** The key that a TSIG record names; null when it is none of ours. */
  @Nullable TransferKey key(byte[] query, int length, int tsig) {
    byte[] name = Messages.name(query, length, tsig);
    for (TransferKey key : keys) {
      if (key.isNamed(name)) {
        return key;
      }
    }
    return null;
  }

  private static int put(byte[] sealed, byte[] answer, int most) {
    if (sealed.length > most) {
      return StreamService.NO_ROOM;
    }
    System.arraycopy(sealed, 0, answer, 0, sealed.length);
    return sealed.length;
  }

  /** Keeps the question alone. */
  private static int malformed(byte[] answer, int questionEnd) {
    answer[3] = (byte) (answer[3] & 0xF0 | Wire.FORMERR);
    Arrays.fill(answer, COUNTS + 2, Wire.HEADER, (byte) 0);
    return questionEnd;
  }
}
