package dev.spillway.dns;

import java.nio.ByteBuffer;

/**
 * What the OPT record of one query says (RFC 6891), with the client's subnet (RFC 7871). One object
 * per worker, filled anew by each query; for one thread.
 */
final class Edns {
  private static final int MAX_ADDRESS = 16;

  boolean present;
  int payload;
  int version;
  boolean dnssecOk;

  boolean subnet;
  int family;
  int sourcePrefix;
  int addressLength;
  final byte[] address = new byte[MAX_ADDRESS];

  void clear() {
    present = false;
    payload = 0;
    version = 0;
    dnssecOk = false;
    subnet = false;
    addressLength = 0;
    sourcePrefix = 0;
  }

  /**
   * Reads an OPT record.
   *
   * @param fixed where its class field is
   * @param from where its options begin
   * @param to where they end, within the message
   * @return false when it is malformed
   */
  boolean read(ByteBuffer in, int fixed, int from, int to) {
    present = true;
    payload = Wire.u16(in, fixed);
    version = Wire.u8(in, fixed + 3);
    dnssecOk = (Wire.u16(in, fixed + 4) & 0x8000) != 0;
    if (version != 0) {
      return true; // what a later version's options look like is not known
    }
    int at = from;
    while (at < to) {
      if (at + 4 > to) {
        return false;
      }
      int code = Wire.u16(in, at);
      int length = Wire.u16(in, at + 2);
      at += 4;
      if (at + length > to || (code == Wire.SUBNET && !readSubnet(in, at, length))) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** RFC 7871 section 6: exact length, no bit set behind the prefix, scope 0 in a query. */
  private boolean readSubnet(ByteBuffer in, int at, int length) {
    if (subnet || length < 4) {
      return false;
    }
    family = Wire.u16(in, at);
    sourcePrefix = Wire.u8(in, at + 2);
    int most = family == 1 ? 32 : family == 2 ? 128 : 0;
    addressLength = (sourcePrefix + 7) / 8;
    boolean known = family <= 2; // family 0 is how "no subnet, please" is written
    if (!known || sourcePrefix > most || Wire.u8(in, at + 3) != 0 || length != 4 + addressLength) {
      return false;
    }
    for (int i = 0; i < addressLength; i++) {
      address[i] = in.get(at + 4 + i);
    }
    int spare = addressLength * 8 - sourcePrefix;
    if (spare > 0 && (address[addressLength - 1] & ((1 << spare) - 1)) != 0) {
      return false;
    }
    subnet = true;
    return true;
  }

  /**
   * True when the query names a subnet to choose by; a prefix of 0 asks not to (RFC 7871 7.1.2).
   */
  boolean choosesBySubnet() {
    return subnet && sourcePrefix > 0;
  }

  /** A number that stands for the subnet. */
  long subnetKey() {
    long key = family * 1000L + sourcePrefix;
    for (int i = 0; i < addressLength; i++) {
      key = key * 0x100000001B3L + (address[i] & 0xFF);
    }
    return key;
  }

  /** Bytes that the answer's OPT record takes. */
  int replySize() {
    return present ? 11 + (subnet && version == 0 ? 8 + addressLength : 0) : 0;
  }

  /**
   * Writes the answer's OPT record, when the query had one.
   *
   * @param rcode the whole response code; its upper eight bits go here
   * @param scope prefix length for which the answer holds
   */
  void reply(ByteBuffer out, int rcode, int scope) {
    if (!present) {
      return;
    }
    int options = replySize() - 11;
    out.put((byte) 0).putShort((short) Wire.OPT).putShort((short) Wire.UDP_EDNS);
    out.put((byte) (rcode >>> 4)).put((byte) 0).putShort((short) (dnssecOk ? 0x8000 : 0));
    out.putShort((short) options);
    if (options > 0) {
      out.putShort((short) Wire.SUBNET).putShort((short) (4 + addressLength));
      out.putShort((short) family).put((byte) sourcePrefix).put((byte) scope);
      out.put(address, 0, addressLength);
    }
  }
}
