package dev.spillway.dns.answer;

/**
 * Server cookies (RFC 9018): a hash over the client's cookie, the time and the client's address,
 * with a secret that only the servers of one name know. Nothing is kept for a client. One object
 * per worker; for one thread.
 */
final class Cookies {
  /** Version, three reserved bytes, time, hash. */
  static final int SERVER_COOKIE = 16;

  private static final long VERSION = 1L << 56;
  private static final int OLDEST_SECONDS = 3600;
  private static final int FUTURE_SECONDS = 300;

  private final SipHash sip = new SipHash();

  /** True when the server's cookie in {@code cookie}, behind the client's, is ours and fresh. */
  boolean good(byte[] cookie, int length, Source source, long epochSeconds, Identity id) {
    if (length != Edns.CLIENT_COOKIE + SERVER_COOKIE) {
      return false;
    }
    long head = Bytes.i64(cookie, Edns.CLIENT_COOKIE);
    int age = (int) epochSeconds - (int) head; // serial number arithmetic (RFC 1982)
    return head >>> 56 == 1
        && age <= OLDEST_SECONDS
        && age >= -FUTURE_SECONDS
        && hash(cookie, head, source, id) == Bytes.i64(cookie, Edns.CLIENT_COOKIE + 8);
  }

  /** Writes a fresh server cookie for the client's at the start of {@code cookie}. */
  void write(byte[] cookie, Source source, long epochSeconds, Identity id, byte[] out, int at) {
    long head = VERSION | (epochSeconds & 0xFFFFFFFFL);
    Bytes.put64(out, at, head);
    Bytes.put64(out, at + 8, hash(cookie, head, source, id));
  }

  /** SipHash-2-4 of client cookie, version to time, and address; the result as it is written. */
  private long hash(byte[] cookie, long head, Source source, Identity id) {
    sip.begin(id.secretHigh(), id.secretLow());
    sip.add(Long.reverseBytes(Bytes.i64(cookie, 0)));
    sip.add(Long.reverseBytes(head));
    if (source.v4) {
      return Long.reverseBytes(sip.end(Integer.reverseBytes((int) source.high) & 0xFFFFFFFFL, 20));
    }
    sip.add(Long.reverseBytes(source.high));
    sip.add(Long.reverseBytes(source.low));
    return Long.reverseBytes(sip.end(0, 32));
  }
}
