package dev.spillway.dns;

import java.nio.ByteBuffer;

/**
 * One query as read from the wire. One object per worker, filled anew by each message, so that
 * reading allocates nothing; for one thread. Reads any bytes without an exception.
 */
final class Query {
  /** What a message is. */
  enum Verdict {
    /** Too short or itself a response: to answer it could start a loop. */
    DROP,
    FORMERR,
    NOTIMP,
    BADVERS,
    GOOD
  }

  private static final int MAX_LABELS = 128;

  int flags;

  /** Where the question ends; 12 when there is none that could be read. */
  int questionEnd;

  int type;
  int qclass;
  final Edns edns = new Edns();

  /** The asked name in wire form and lower case; length counts the root label. */
  final byte[] name = new byte[Wire.MAX_NAME];

  int nameLength;

  /** Where each label starts in {@link #name}, the root label last. */
  final int[] labelAt = new int[MAX_LABELS];

  /** {@link NameTable#hash} of the name from each label on. */
  final int[] suffixHash = new int[MAX_LABELS];

  int labels;

  /** Reads the message from 0 to the buffer's limit. */
  Verdict read(ByteBuffer in) {
    edns.clear();
    questionEnd = Wire.HEADER;
    labels = 0;
    if (in.limit() < Wire.HEADER) {
      return Verdict.DROP;
    }
    flags = Wire.u16(in, 2);
    if ((flags & Wire.QR) != 0) {
      return Verdict.DROP;
    }
    // exactly one question: RFC 9619
    boolean question = Wire.u16(in, 4) == 1 && readQuestion(in);
    boolean plain = (flags & Wire.OPCODE) == 0;
    Verdict verdict =
        question && (!plain || Wire.u16(in, 6) == 0) ? readRecords(in) : Verdict.FORMERR;
    return plain ? verdict : Verdict.NOTIMP;
  }

  private boolean readQuestion(ByteBuffer in) {
    int end = in.limit();
    int at = Wire.HEADER;
    int n = 0;
    while (true) {
      if (at >= end) {
        return false;
      }
      int length = Wire.u8(in, at);
      // a pointer in the first name could only point at the header
      if (length > 63 || at + 1 + length > end || n + 1 + length > Wire.MAX_NAME) {
        return false;
      }
      labelAt[labels++] = n;
      name[n++] = (byte) length;
      at++;
      for (int i = 0; i < length; i++) {
        name[n++] = NameTable.lower(in.get(at++));
      }
      if (length == 0) {
        break;
      }
    }
    if (at + 4 > end) {
      return false;
    }
    nameLength = n;
    type = Wire.u16(in, at);
    qclass = Wire.u16(in, at + 2);
    questionEnd = at + 4;
    hashSuffixes();
    return true;
  }

  /** From the root to the left, so that each suffix costs only its own first label. */
  private void hashSuffixes() {
    int hash = NameTable.EMPTY;
    int at = nameLength;
    for (int label = labels - 1; label >= 0; label--) {
      while (at > labelAt[label]) {
        hash = NameTable.hash(hash, name[--at]);
      }
      suffixHash[label] = hash;
    }
  }

  private Verdict readRecords(ByteBuffer in) {
    int end = in.limit();
    int authority = Wire.u16(in, 8);
    int records = authority + Wire.u16(in, 10);
    int at = questionEnd;
    for (int i = 0; i < records; i++) {
      int owner = at;
      at = skipName(in, at);
      if (at < 0 || at + 10 > end) {
        return Verdict.FORMERR;
      }
      int recordType = Wire.u16(in, at);
      int data = at + 10;
      int next = data + Wire.u16(in, at + 8);
      if (next > end) {
        return Verdict.FORMERR;
      }
      if (recordType == Wire.OPT) {
        // one OPT, at the root, in the additional section: RFC 6891 section 6.1.1
        boolean allowed = i >= authority && in.get(owner) == 0 && !edns.present;
        if (!allowed || !edns.read(in, at + 2, data, next)) {
          return Verdict.FORMERR;
        }
      }
      at = next;
    }
    return edns.version > 0 ? Verdict.BADVERS : Verdict.GOOD;
  }

  /** The place behind a name, compressed or not; -1 when it is malformed. */
  private static int skipName(ByteBuffer in, int from) {
    int at = from;
    while (at < in.limit()) {
      int length = Wire.u8(in, at);
      if (length == 0) {
        return at + 1;
      }
      if (length >= 0xC0) {
        return at + 2;
      }
      if (length > 63) {
        return -1;
      }
      at += 1 + length;
    }
    return -1;
  }
}
