package dev.spillway.dns.answer;

/**
 * Writes one answer: header, the question as it was asked, RRsets as they were packed, OPT. What
 * does not fit empties the answer and sets TC, so that the client comes back over TCP (RFC 2181
 * section 9). One object per worker; for one thread.
 */
final class Reply {
  private static final int COUNTS = 6;

  private byte[] out = {};
  private int queryFlags;
  private int recordsFrom;
  private int at;
  private int end;
  private boolean truncated;
  private boolean dnssec;
  private int answers;
  private int authorities;
  private int additionals;

  /** Parts of a message, by the place of their counters. */
  enum Section {
    ANSWER,
    AUTHORITY
  }

  /**
   * @param limit bytes that the answer may take without its OPT record
   * @param signed signatures are wanted
   */
  void begin(byte[] in, Query query, byte[] target, int limit, boolean signed) {
    out = target;
    System.arraycopy(in, 0, out, 0, query.questionEnd);
    recordsFrom = query.questionEnd;
    queryFlags = query.flags;
    at = recordsFrom;
    end = limit;
    dnssec = signed;
    truncated = false;
    answers = 0;
    authorities = 0;
    additionals = 0;
  }

  /** Where the next record will begin. */
  int position() {
    return at;
  }

  /** An RRset as it was packed: its owner is the asked name, or written in it. */
  void add(Section section, byte[] packed, int set) {
    add(section, packed, set, Wire.ASKED, -1);
  }

  /**
   * An RRset of another name that stands in the message already.
   *
   * @param owner pointer to the name
   * @param ttl instead of its own; -1 for its own
   */
  void add(Section section, byte[] packed, int set, int owner, int ttl) {
    int size = Packed.recordBytes(packed, set);
    int signatures = dnssec ? Packed.signatureBytes(packed, set) : 0;
    if (!fits(size + signatures)) {
      return;
    }
    int from = at;
    System.arraycopy(packed, Packed.records(set), out, at, size + signatures);
    at += size + signatures;
    if (owner != Wire.ASKED || ttl >= 0) {
      rewrite(from, owner, ttl);
    }
    count(section, Packed.count(packed, set) + signatureCount(packed, set));
  }

  /** Addresses of one site, starting with the one at {@code first}. */
  void turned(byte[] packed, int set, int first) {
    int size = Packed.recordBytes(packed, set);
    int signatures = dnssec ? Packed.signatureBytes(packed, set) : 0;
    if (!fits(size + signatures)) {
      return;
    }
    int records = Packed.records(set);
    int turn = first * (size / Packed.count(packed, set));
    System.arraycopy(packed, records + turn, out, at, size - turn);
    System.arraycopy(packed, records, out, at + size - turn, turn);
    System.arraycopy(packed, records + size, out, at + size, signatures);
    at += size + signatures;
    count(Section.ANSWER, Packed.count(packed, set) + signatureCount(packed, set));
  }

  /** Only the signatures of an RRset. */
  void signaturesOf(byte[] packed, int set) {
    int size = Packed.signatureBytes(packed, set);
    if (fits(size)) {
      System.arraycopy(packed, Packed.signatures(packed, set), out, at, size);
      at += size;
      answers += Packed.signatureCount(packed, set);
    }
  }

  /**
   * Addresses of name servers, with their names written in them.
   *
   * @param needed without them the answer is cut (RFC 9471); else they come only where there is
   *     room
   */
  void glue(byte[] packed, int set, boolean needed) {
    int size = Packed.recordBytes(packed, set);
    if (at + size > end && !needed) {
      return;
    }
    if (fits(size)) {
      System.arraycopy(packed, Packed.records(set), out, at, size);
      at += size;
      additionals += Packed.count(packed, set);
    }
  }

  /** The one record that answers ANY (RFC 8482 section 4.2). */
  void minimalAny(int ttl) {
    if (fits(12 + 9)) {
      Bytes.put16(out, at, Wire.ASKED);
      Bytes.put16(out, at + 2, Wire.HINFO);
      Bytes.put16(out, at + 4, Wire.IN);
      Bytes.put32(out, at + 6, ttl);
      Bytes.put16(out, at + 10, 9);
      out[at + 12] = 7;
      System.arraycopy(RFC8482, 0, out, at + 13, 7);
      out[at + 20] = 0;
      at += 21;
      answers++;
    }
  }

  private static final byte[] RFC8482 = {'R', 'F', 'C', '8', '4', '8', '2'};

  /**
   * Completes the message.
   *
   * @param opt bytes of the OPT record that stands behind the records; 0 for none
   * @return its length
   */
  int end(int rcode, boolean authoritative, int opt) {
    int flags =
        Wire.QR
            | (queryFlags & (Wire.OPCODE | Wire.RD))
            | (authoritative ? Wire.AA : 0)
            | (truncated ? Wire.TC : 0)
            | (rcode & 15);
    Bytes.put16(out, 2, flags);
    Bytes.put16(out, 4, recordsFrom > Wire.HEADER ? 1 : 0);
    Bytes.put16(out, COUNTS, answers);
    Bytes.put16(out, COUNTS + 2, authorities);
    Bytes.put16(out, COUNTS + 4, additionals + (opt > 0 ? 1 : 0));
    return at + opt;
  }

  private int signatureCount(byte[] packed, int set) {
    return dnssec ? Packed.signatureCount(packed, set) : 0;
  }

  private void count(Section section, int records) {
    if (section == Section.ANSWER) {
      answers += records;
    } else {
      authorities += records;
    }
  }

  private void rewrite(int from, int owner, int ttl) {
    for (int record = from; record < at; record += 12 + Bytes.u16(out, record + 10)) {
      Bytes.put16(out, record, owner);
      if (ttl >= 0) {
        Bytes.put32(out, record + 6, ttl);
      }
    }
  }

  /** Takes all records out again and says that there were some. */
  void empty() {
    truncated = true;
    at = recordsFrom;
    answers = 0;
    authorities = 0;
    additionals = 0;
  }

  private boolean fits(int size) {
    if (!truncated && at + size > end) {
      empty();
    }
    return !truncated;
  }
}
