package dev.spillway.dns.answer;

/**
 * The answer's OPT record (RFC 6891): the client's subnet with its scope, our name when it was
 * asked for, a cookie, and what an error means (RFC 8914). One object per worker; for one thread.
 */
final class Options {
  /** Codes of extended errors. */
  static final int NO_EXTENDED = 0;

  static final int NOT_READY = 14;
  static final int NOT_AUTHORITATIVE = 20;
  static final int NOT_SUPPORTED = 21;

  private static final int FIXED = 11;
  private static final int HEAD = 4;
  private static final int MILLIS = 1000;

  private final Identity identity;
  private final Cookies cookies = new Cookies();
  private final byte[] serverCookie = new byte[Cookies.SERVER_COOKIE];
  private Edns edns = new Edns();
  private boolean cookieGood;

  Options(Identity identity) {
    this.identity = identity;
  }

  /** Looks at what the query asks for. */
  void prepare(Edns asked, Source source, long epochMillis) {
    edns = asked;
    cookieGood = false;
    if (edns.cookieLength > 0) {
      long now = epochMillis / MILLIS;
      cookieGood = cookies.good(edns.cookie, edns.cookieLength, source, now, identity);
      cookies.write(edns.cookie, source, now, identity, serverCookie, 0);
    }
  }

  boolean cookieGood() {
    return cookieGood;
  }

  private boolean full() {
    return edns.version == 0; // what later versions' options look like is not known
  }

  /** Bytes of the record when it has no extended error. */
  int size() {
    if (!edns.present) {
      return 0;
    }
    int size = FIXED;
    if (full()) {
      size += edns.subnet ? HEAD + 4 + edns.addressLength : 0;
      size += edns.nameAsked && identity.name().length > 0 ? HEAD + identity.name().length : 0;
      size += edns.cookieLength > 0 ? HEAD + Edns.CLIENT_COOKIE + serverCookie.length : 0;
    }
    return size;
  }

  /**
   * Writes the record, when the query had one.
   *
   * @param rcode the whole response code; its upper eight bits go here
   * @param scope prefix length for which the answer holds
   * @param extended code of an extended error; 0 for none. Such answers hold no records, so there
   *     is room
   * @return its bytes; 0 when there is none
   */
  int write(byte[] out, int from, int rcode, int scope, int extended) {
    if (!edns.present) {
      return 0;
    }
    int at = from + FIXED;
    if (full()) {
      at = subnet(out, at, scope);
      at = name(out, at);
      at = cookie(out, at);
      at = extended(out, at, extended);
    }
    out[from] = 0;
    Bytes.put16(out, from + 1, Wire.OPT);
    Bytes.put16(out, from + 3, Wire.UDP_EDNS);
    out[from + 5] = (byte) (rcode >>> 4);
    out[from + 6] = 0;
    Bytes.put16(out, from + 7, edns.dnssecOk ? 0x8000 : 0);
    Bytes.put16(out, from + 9, at - from - FIXED);
    return at - from;
  }

  private int subnet(byte[] out, int at, int scope) {
    if (!edns.subnet) {
      return at;
    }
    int data = head(out, at, Wire.SUBNET, 4 + edns.addressLength);
    Bytes.put16(out, data, edns.family);
    out[data + 2] = (byte) edns.sourcePrefix;
    out[data + 3] = (byte) scope;
    System.arraycopy(edns.address, 0, out, data + 4, edns.addressLength);
    return data + 4 + edns.addressLength;
  }

  private int name(byte[] out, int at) {
    byte[] name = identity.name();
    if (!edns.nameAsked || name.length == 0) {
      return at;
    }
    int data = head(out, at, Wire.NSID, name.length);
    System.arraycopy(name, 0, out, data, name.length);
    return data + name.length;
  }

  private int cookie(byte[] out, int at) {
    if (edns.cookieLength == 0) {
      return at;
    }
    int data = head(out, at, Wire.COOKIE, Edns.CLIENT_COOKIE + serverCookie.length);
    System.arraycopy(edns.cookie, 0, out, data, Edns.CLIENT_COOKIE);
    System.arraycopy(serverCookie, 0, out, data + Edns.CLIENT_COOKIE, serverCookie.length);
    return data + Edns.CLIENT_COOKIE + serverCookie.length;
  }

  private static int extended(byte[] out, int at, int code) {
    if (code == NO_EXTENDED) {
      return at;
    }
    int data = head(out, at, Wire.EXTENDED_ERROR, 2);
    Bytes.put16(out, data, code);
    return data + 2;
  }

  private static int head(byte[] out, int at, int code, int length) {
    Bytes.put16(out, at, code);
    Bytes.put16(out, at + 2, length);
    return at + HEAD;
  }
}
