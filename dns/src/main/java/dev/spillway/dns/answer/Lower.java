package dev.spillway.dns.answer;

/** Lower case of ASCII letters alone (RFC 4343 section 3), byte by byte and eight at a time. */
final class Lower {
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7F * EACH;
  private static final long HIGH_BIT = 0x8080_8080_8080_8080L;

  /** Adding it to a byte of seven bits sets the high bit from 'A' on. */
  private static final long FROM_A = (0x80 - 'A') * EACH;

  private static final long BEYOND_Z = (0x7F - 'Z') * EACH;

  private Lower() {}

  static byte of(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Each of the eight bytes. */
  static long of(long bytes) {
    long low = bytes & LOW_BITS;
    long upper = (low + FROM_A) & ~(low + BEYOND_Z) & ~bytes & HIGH_BIT;
    return bytes | upper >>> 2; // 0x80 becomes the 0x20 that letters differ by
  }

  /** Copies a name in wire form; the lengths of its labels lie below the letters. */
  static void copy(byte[] from, int at, byte[] to, int length) {
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      Bytes.put64(to, i, of(Bytes.i64(from, at + i)));
    }
    for (; i < length; i++) {
      to[i] = of(from[at + i]);
    }
  }
}
