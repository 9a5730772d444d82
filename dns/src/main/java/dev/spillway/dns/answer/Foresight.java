package dev.spillway.dns.answer;

/**
 * Brings the names of a batch of queries into the processor's caches before they are answered. One
 * answer after the other would wait for its own trips to memory; asked for together, the trips
 * overlap. It changes no answer. One object per worker; for one thread.
 */
public final class Foresight {
  private static final int ROOT = NameHash.of(new byte[1]);

  private final int[] hashes;
  private final int[] labelAt = new int[Wire.MAX_NAME / 2 + 1];
  private int count;

  /** Written so that the reads behind it cannot be left out. */
  private int seen;

  /**
   * @param most queries of a batch
   */
  public Foresight(int most) {
    this.hashes = new int[most];
  }

  /** Begins a batch; false when its names are too few to be anywhere but in the caches. */
  public boolean begin(Snapshot snapshot) {
    count = 0;
    return snapshot.outgrowsCaches();
  }

  /**
   * Takes in one message of the batch, whatever it holds.
   *
   * @param length its bytes
   */
  public void add(byte[] message, int length) {
    int end = Math.min(length, Wire.HEADER + Wire.MAX_NAME);
    int at = Wire.HEADER;
    int labels = 0;
    while (at < end && message[at] > 0 && at + message[at] < end) {
      labelAt[labels++] = at;
      at += 1 + message[at];
    }
    int hash = ROOT;
    while (labels > 0) {
      hash = NameHash.of(hash, message, labelAt[--labels]);
    }
    hashes[count++] = hash;
  }

  /** Reads from all of the batch's names; how many of them there are. */
  public int fetch(Snapshot snapshot) {
    int there = 0;
    int sum = 0;
    for (int i = 0; i < count; i++) {
      byte[] node = snapshot.peek(hashes[i]);
      if (node != null) {
        there++;
        sum += Packed.touch(node);
      }
    }
    seen += sum;
    return there;
  }

  int seen() {
    return seen;
  }
}
