package dev.spillway.dns.answer;

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
    /** No question, only a cookie: the client wants to know ours (RFC 7873 section 5.4). */
    COOKIE,
    GOOD
  }

  private static final int MAX_LABELS = 128;

  int flags;

  /** It is well-formed and carries a TSIG, so its answer has to (RFC 8945 section 5.3). */
  boolean sealed;

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

  /** {@link NameHash} of the name from each label on. */
  final int[] suffixHash = new int[MAX_LABELS];

  int labels;

  /** Reads the first bytes as a message. */
  Verdict read(byte[] in, int length) {
    edns.clear();
    sealed = false;
    questionEnd = Wire.HEADER;
    labels = 0;
    if (length < Wire.HEADER) {
      return Verdict.DROP;
    }
    flags = Bytes.u16(in, 2);
    if ((flags & Wire.QR) != 0) {
      return Verdict.DROP;
    }
    if (Bytes.u16(in, 4) == 0 && (flags & Wire.OPCODE) == 0) {
      Verdict verdict = readRecords(in, length);
      return verdict == Verdict.GOOD && edns.cookieLength == 0 ? Verdict.FORMERR : cookie(verdict);
    }
    // exactly one question: RFC 9619
    boolean question = Bytes.u16(in, 4) == 1 && readQuestion(in, length);
    boolean plain = (flags & Wire.OPCODE) == 0;
    Verdict verdict =
        question && (!plain || Bytes.u16(in, 6) == 0) ? readRecords(in, length) : Verdict.FORMERR;
    return plain ? verdict : Verdict.NOTIMP;
  }

  private static Verdict cookie(Verdict read) {
    return read == Verdict.GOOD ? Verdict.COOKIE : read;
  }

  private boolean readQuestion(byte[] in, int end) {
    int at = Wire.HEADER;
    int n = 0;
    while (true) {
      if (at >= end) {
        return false;
      }
      int size = Bytes.u8(in, at);
      // a pointer in the first name could only point at the header
      if (size > 63 || at + 1 + size > end || n + 1 + size > Wire.MAX_NAME) {
        return false;
      }
      labelAt[labels++] = n;
      at += 1 + size;
      n += 1 + size;
      if (size == 0) {
        break;
      }
    }
    if (at + 4 > end) {
      return false;
    }
    Lower.copy(in, Wire.HEADER, name, n);
    nameLength = n;
    type = Bytes.u16(in, at);
    qclass = Bytes.u16(in, at + 2);
    questionEnd = at + 4;
    hashSuffixes();
    return true;
  }

  /** From the root to the left, so that each suffix costs only its own first label. */
  private void hashSuffixes() {
    int hash = NameHash.START;
    for (int label = labels - 1; label >= 0; label--) {
      hash = NameHash.of(hash, name, labelAt[label]);
      suffixHash[label] = hash;
    }
  }

  private Verdict readRecords(byte[] in, int end) {
    int authority = Bytes.u16(in, 8);
    int records = authority + Bytes.u16(in, 10);
    int at = questionEnd;
    boolean tsig = false;
    for (int i = 0; i < records; i++) {
      int owner = at;
      int data = Messages.data(in, end, at);
      if (data < 0) {
        return Verdict.FORMERR;
      }
      int recordType = Bytes.u16(in, data - 10);
      int next = data + Bytes.u16(in, data - 2);
      if (recordType == Wire.TSIG) {
        // one TSIG, the last of the additional section: RFC 8945 section 5.1
        tsig = i >= authority && i == records - 1 && Messages.isTsig(in, data, next);
        if (!tsig) {
          return Verdict.FORMERR;
        }
      } else if (recordType == Wire.OPT) {
        // one OPT, at the root, in the additional section: RFC 6891 section 6.1.1
        boolean allowed = i >= authority && in[owner] == 0 && !edns.present;
        if (!allowed || !edns.read(in, data - 8, data, next)) {
          return Verdict.FORMERR;
        }
      }
      at = next;
    }
    sealed = tsig;
    return edns.version > 0 ? Verdict.BADVERS : Verdict.GOOD;
  }
}
