package dev.spillway.dns.answer;

/**
 * What the OPT record of one query says (RFC 6891): the client's subnet (RFC 7871), its cookie (RFC
 * 7873), whether it asks for the server's name (RFC 5001). Options that are not known are passed
 * over. One object per worker, filled anew by each query; for one thread.
 */
final class Edns {
  /** Bytes of a client's cookie; the server's follows it. */
  static final int CLIENT_COOKIE = 8;

  private static final int SHORTEST_COOKIES = 16;
  private static final int LONGEST_COOKIES = 40;
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

  /** It asks for the server's name. */
  boolean nameAsked;

  /** Client's and server's cookie, in the query's form; 0 bytes when there is none. */
  final byte[] cookie = new byte[LONGEST_COOKIES];

  int cookieLength;

  void clear() {
    present = false;
    payload = 0;
    version = 0;
    dnssecOk = false;
    subnet = false;
    addressLength = 0;
    sourcePrefix = 0;
    nameAsked = false;
    cookieLength = 0;
  }

  /**
   * Reads an OPT record.
   *
   * @param fixed where its class field is
   * @param from where its options begin
   * @param to where they end, within the message
   * @return false when it is malformed
   */
  boolean read(byte[] in, int fixed, int from, int to) {
    present = true;
    payload = Bytes.u16(in, fixed);
    version = Bytes.u8(in, fixed + 3);
    dnssecOk = (Bytes.u16(in, fixed + 4) & 0x8000) != 0;
    if (version != 0) {
      return true; // what a later version's options look like is not known
    }
    int at = from;
    while (at < to) {
      if (at + 4 > to) {
        return false;
      }
      int code = Bytes.u16(in, at);
      int length = Bytes.u16(in, at + 2);
      at += 4;
      if (at + length > to || !readOption(in, code, at, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private boolean readOption(byte[] in, int code, int at, int length) {
    switch (code) {
      case Wire.SUBNET:
        return readSubnet(in, at, length);
      case Wire.COOKIE:
        return readCookie(in, at, length);
      case Wire.NSID:
        nameAsked = true;
        return true;
      default:
        return true;
    }
  }

  /** RFC 7873 section 5.2.2: 8 bytes of the client's, then none or 8 to 32 of the server's. */
  private boolean readCookie(byte[] in, int at, int length) {
    if (length != CLIENT_COOKIE && (length < SHORTEST_COOKIES || length > LONGEST_COOKIES)) {
      return false;
    }
    if (cookieLength == 0) { // of several, the first counts
      System.arraycopy(in, at, cookie, 0, length);
      cookieLength = length;
    }
    return true;
  }

  /** RFC 7871 section 6: exact length, no bit set behind the prefix, scope 0 in a query. */
  private boolean readSubnet(byte[] in, int at, int length) {
    if (subnet || length < 4) {
      return false;
    }
    family = Bytes.u16(in, at);
    sourcePrefix = Bytes.u8(in, at + 2);
    int most = family == 1 ? 32 : family == 2 ? 128 : 0;
    addressLength = (sourcePrefix + 7) / 8;
    boolean known = family <= 2; // family 0 is how "no subnet, please" is written
    if (!known || sourcePrefix > most || Bytes.u8(in, at + 3) != 0 || length != 4 + addressLength) {
      return false;
    }
    for (int i = 0; i < addressLength; i++) {
      address[i] = in[at + 4 + i];
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
}
