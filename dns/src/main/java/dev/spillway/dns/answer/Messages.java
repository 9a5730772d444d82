package dev.spillway.dns.answer;

import java.util.Arrays;

/**
 * Looks into whole messages. Reads any bytes without an exception; takes no memory but for names.
 */
public final class Messages {
  private static final int QUESTION_TAIL = 4;

  /** Type, class, TTL and length of a record. */
  private static final int RECORD_HEAD = 10;

  private static final int ANY_CLASS = 255;

  /** Time signed, fudge, length of the signature. */
  private static final int BEFORE_SIGNATURE = 10;

  /** Original id, error, length of other data. */
  private static final int BEHIND_SIGNATURE = 6;

  private Messages() {}

  /** The type that a message's first question asks for; -1 when it cannot be read. */
  public static int type(byte[] message, int length) {
    if (length < Wire.HEADER || Bytes.u16(message, 4) == 0) {
      return -1;
    }
    int at = Wire.HEADER;
    while (at < length && message[at] != 0) {
      if ((message[at] & 0xC0) != 0) {
        return -1;
      }
      at += 1 + message[at];
    }
    return at + 3 <= length ? Bytes.u16(message, at + 1) : -1;
  }

  /** The place behind a name, compressed or not; -1 when it is malformed. */
  public static int skipName(byte[] in, int end, int from) {
    int at = from;
    while (at < end) {
      int size = Bytes.u8(in, at);
      if (size == 0) {
        return at + 1;
      }
      if (size >= 0xC0) {
        return at + 2;
      }
      if (size > 63) {
        return -1;
      }
      at += 1 + size;
    }
    return -1;
  }

  /**
   * A name in wire form and lower case, its pointers followed.
   *
   * @return empty when it is malformed
   */
  public static byte[] name(byte[] in, int end, int from) {
    byte[] name = new byte[Wire.MAX_NAME];
    int n = 0;
    int at = from;
    int before = from; // pointers lead to what stands before (RFC 1035 section 4.1.4): no loop
    while (at < end) {
      int size = Bytes.u8(in, at);
      if (size >= 0xC0) {
        int to = at + 1 < end ? Bytes.u16(in, at) & 0x3FFF : end;
        if (to >= before) {
          return new byte[0];
        }
        before = to;
        at = to;
        continue;
      }
      if (size > 63 || at + 1 + size > end || n + 1 + size > Wire.MAX_NAME) {
        return new byte[0];
      }
      name[n++] = (byte) size;
      if (size == 0) {
        return Arrays.copyOf(name, n);
      }
      for (int i = at + 1; i <= at + size; i++) {
        name[n++] = Lower.of(in[i]);
      }
      at += 1 + size;
    }
    return new byte[0];
  }

  /**
   * The place of a message's TSIG record.
   *
   * @return where its owner's name begins; -1 when the message's last record is not a well-formed
   *     one
   */
  public static int tsig(byte[] message, int length) {
    int question = questionEnd(message, length);
    if (question < 0 || Bytes.u16(message, 10) == 0) {
      return -1;
    }
    int records = Bytes.u16(message, 6) + Bytes.u16(message, 8) + Bytes.u16(message, 10);
    int at = question;
    for (int left = records; left > 0; left--) {
      int data = data(message, length, at);
      if (data < 0) {
        return -1;
      }
      int next = data + Bytes.u16(message, data - 2);
      if (left == 1) {
        return isTsig(message, data, next) && name(message, length, at).length > 0 ? at : -1;
      }
      at = next;
    }
    return -1;
  }

  /** Where a message's one question ends; -1 when it has not one that can be read. */
  public static int questionEnd(byte[] message, int length) {
    if (length < Wire.HEADER || Bytes.u16(message, 4) != 1) {
      return -1;
    }
    int name = skipName(message, length, Wire.HEADER);
    return name < 0 || name + QUESTION_TAIL > length ? -1 : name + QUESTION_TAIL;
  }

  /** Where the data of the record begins whose owner is at {@code at}; -1 when malformed. */
  public static int data(byte[] in, int end, int at) {
    int data = skipName(in, end, at) + RECORD_HEAD;
    return data < RECORD_HEAD || data > end || data + Bytes.u16(in, data - 2) > end ? -1 : data;
  }

  /**
   * True for the data of a well-formed TSIG record (RFC 8945 section 4.2).
   *
   * @param from where its data begins, with the record's head before it
   * @param to where it ends, within the message
   */
  static boolean isTsig(byte[] in, int from, int to) {
    if (Bytes.u16(in, from - RECORD_HEAD) != Wire.TSIG
        || Bytes.u16(in, from - RECORD_HEAD + 2) != ANY_CLASS
        || Bytes.i32(in, from - RECORD_HEAD + 4) != 0) {
      return false;
    }
    int time = from;
    while (time < to && in[time] > 0 && in[time] <= 63) { // the algorithm's name, never compressed
      time += 1 + in[time];
    }
    if (time >= to || in[time++] != 0 || time + BEFORE_SIGNATURE > to) {
      return false;
    }
    int behind = time + BEFORE_SIGNATURE + Bytes.u16(in, time + BEFORE_SIGNATURE - 2);
    return behind + BEHIND_SIGNATURE <= to
        && behind + BEHIND_SIGNATURE + Bytes.u16(in, behind + BEHIND_SIGNATURE - 2) == to;
  }
}
