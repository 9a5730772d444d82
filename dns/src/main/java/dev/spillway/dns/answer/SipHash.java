package dev.spillway.dns.answer;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) over whole words. One object per worker, begun anew
 * for each hash, so that hashing allocates nothing; for one thread.
 */
final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** Starts a hash with a key of 16 bytes, each half as it is written, in network order. */
  void begin(long high, long low) {
    long k0 = Long.reverseBytes(high);
    long k1 = Long.reverseBytes(low);
    v0 = k0 ^ 0x736F6D6570736575L;
    v1 = k1 ^ 0x646F72616E646F6DL;
    v2 = k0 ^ 0x6C7967656E657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /** Eight more bytes, as a little-endian number. */
  void add(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  /**
   * @param rest the last bytes that fill no word
   * @param length of all in bytes
   */
  long end(long rest, int length) {
    add(rest | (long) length << 56);
    v2 ^= 0xFF;
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
