package dev.spillway.dns.answer;

/**
 * Hashes names label by label from the root to the left, so that each name above another costs
 * nothing more, and eight bytes at a time. Upper and lower case hash alike. It is the same in all
 * processes: draws of sticky names hang on it. Not made to withstand who chooses names: only those
 * of the configuration are ever stored by it.
 */
final class NameHash {
  /** Of what lies above the root's label. */
  static final int START = 0x811C9DC5;

  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final long FACTOR = 0xD6E8_FEB8_6659_FD93L;
  private static final long LOW_INT = 0xFFFF_FFFFL;

  private NameHash() {}

  /** Of a whole name in wire form. */
  static int of(byte[] name) {
    int[] at = new int[Wire.MAX_NAME];
    int hash = START;
    for (int label = Names.labels(name, at) - 1; label >= 0; label--) {
      hash = of(hash, name, at[label]);
    }
    return hash;
  }

  /**
   * Of a name that has one label more.
   *
   * @param above hash of the name above it
   * @param at where its first label begins, with the length; the label ends within the bytes
   */
  static int of(int above, byte[] name, int at) {
    int size = name[at];
    int from = at + 1;
    long hash = above * SPREAD + size;
    int left = size;
    for (; left >= Long.BYTES; left -= Long.BYTES, from += Long.BYTES) {
      hash = mix(hash, Bytes.i64(name, from));
    }
    if (left > 0) {
      hash = mix(hash, rest(name, from, left));
    }
    return (int) (hash * SPREAD >>> 32);
  }

  /** One to seven bytes, some of them perhaps twice, without a look at those behind. */
  private static long rest(byte[] name, int from, int left) {
    if (left >= Integer.BYTES) {
      long first = Bytes.i32(name, from);
      return first << 32 | Bytes.i32(name, from + left - Integer.BYTES) & LOW_INT;
    }
    int last = from + left - 1;
    return Bytes.u8(name, from) << 16 | Bytes.u8(name, from + left / 2) << 8 | Bytes.u8(name, last);
  }

  private static long mix(long hash, long bytes) {
    long mixed = (hash ^ Lower.of(bytes)) * FACTOR;
    return mixed ^ mixed >>> 32;
  }
}
