package dev.spillway.dns.answer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The NSEC records of a zone in canonical order (RFC 4034 section 6.1): for any name the record
 * that says that nothing lies between its owner and the next. Immutable.
 *
 * <p>Names are compared as sort keys: labels from the root down, each ended by a 0. Bytes 0 and 1
 * within a label are written 1 1 and 1 2, so that the end of a label sorts before any byte.
 */
final class Chain {
  /** A name's key is at most twice as long as the name. */
  static final int LONGEST_KEY = 2 * Wire.MAX_NAME;

  private final byte[][] keys;
  private final byte[][] records;

  Chain(List<Rrset> nsec) {
    int[] labelAt = new int[128];
    byte[] scratch = new byte[LONGEST_KEY];
    List<byte[][]> pairs =
        nsec.stream()
            .map(set -> {
              int length =
                  key(set.owner(), 0, Names.labels(set.owner(), labelAt), labelAt, scratch);
              return new byte[][] {Arrays.copyOf(scratch, length), Packer.written(List.of(set))};
            })
            .sorted(Comparator.comparing(pair -> pair[0], Arrays::compareUnsigned))
            .toList();
    keys = pairs.stream().map(pair -> pair[0]).toArray(byte[][]::new);
    records = pairs.stream().map(pair -> pair[1]).toArray(byte[][]::new);
  }

  /** The packed RRset, from 0 on, of the last owner that is not behind the name. */
  byte[] covering(byte[] key, int length) {
    int low = 0;
    int high = keys.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Arrays.compareUnsigned(keys[middle], 0, keys[middle].length, key, 0, length) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return records[low];
  }

  /**
   * Writes the key of a name, or of a name above it.
   *
   * @param first the label to begin with
   * @param labels how many labels it has, the root's included
   * @param labelAt where they begin
   * @return the key's length
   */
  static int key(byte[] name, int first, int labels, int[] labelAt, byte[] key) {
    int n = 0;
    for (int label = labels - 2; label >= first; label--) {
      int at = labelAt[label];
      for (int i = at + 1; i <= at + name[at]; i++) {
        if (name[i] == 0 || name[i] == 1) {
          key[n++] = 1;
          key[n++] = (byte) (name[i] + 1);
        } else {
          key[n++] = name[i];
        }
      }
      key[n++] = 0;
    }
    return n;
  }
}
