package dev.spillway.dns.answer;

import java.util.List;

/**
 * All records of one name and type (RFC 2181 section 5), with the signatures over them. Immutable
 * by agreement: nobody writes to the arrays.
 *
 * @param owner its name in wire form, lower case
 * @param type as on the wire
 * @param ttlSeconds of all records and signatures
 * @param data one record each, in wire form without compression; at least one
 * @param signatures data of the RRSIG records over it; empty when the zone is not signed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
public record Rrset(
    byte[] owner, int type, int ttlSeconds, List<byte[]> data, List<byte[]> signatures) {
  public Rrset {
    data = List.copyOf(data);
    signatures = List.copyOf(signatures);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("an RRset has at least one record");
    }
  }

  /** Without signatures. */
  public Rrset(byte[] owner, int type, int ttlSeconds, List<byte[]> data) {
    this(owner, type, ttlSeconds, data, List.of());
  }

  /** The same with these signatures. */
  public Rrset signed(List<byte[]> by) {
    return new Rrset(owner, type, ttlSeconds, data, by);
  }
}
