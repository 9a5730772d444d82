package dev.spillway.dns.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes bytes at random, for one thread. It knows nothing of the branches that code takes: a test
 * that can tell kinds of results apart keeps what gave a new kind and goes on from there. {@link
 * CoverageFuzzTest} follows branches, in processes of its own; this one also reaches what needs
 * sockets. Time: see {@link FuzzTime}.
 */
public final class Mutator {
  private static final long LEAST = 200;
  private static final int[] OFTEN = {0, 1, 12, 28, 41, 63, 64, 0x80, 0xC0, 0xFA, 0xFF};

  private final Random random;
  private final int most;
  private long asked;
  private long end;

  /**
   * @param most bytes that a result may have
   */
  public Mutator(long seed, int most) {
    this.random = new Random(seed);
    this.most = most;
  }

  /** True until this target's share of the time is over, and the first 200 times however slow. */
  public boolean more() {
    if (asked == 0) {
      end = System.nanoTime() + FuzzTime.mutated().toNanos();
    }
    return asked++ < LEAST || System.nanoTime() - end < 0;
  }

  /** One of them, changed in one to four places. */
  public byte[] change(List<byte[]> from) {
    byte[] bytes = from.get(random.nextInt(from.size())).clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> spliced(bytes, from.get(random.nextInt(from.size())));
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> inserted(bytes);
            default -> {
              bytes[random.nextInt(bytes.length)] = interesting();
              yield bytes;
            }
          };
    }
    return bytes;
  }

  /** A number below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  private byte interesting() {
    return (byte) (random.nextBoolean() ? OFTEN[random.nextInt(OFTEN.length)] : random.nextInt());
  }

  private byte[] spliced(byte[] head, byte[] tail) {
    int cut = random.nextInt(head.length);
    int from = random.nextInt(tail.length + 1);
    byte[] both = Arrays.copyOf(head, Math.min(most, cut + tail.length - from));
    System.arraycopy(tail, from, both, cut, Math.max(0, both.length - cut));
    return both;
  }

  private byte[] inserted(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int count = Math.min(1 + random.nextInt(20), most - bytes.length);
    if (count <= 0) {
      return bytes;
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + count);
    System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
    for (int i = at; i < at + count; i++) {
      longer[i] = interesting();
    }
    return longer;
  }
}
