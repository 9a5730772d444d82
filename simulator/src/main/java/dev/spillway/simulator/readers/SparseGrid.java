package dev.spillway.simulator.readers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums by time in bounded memory, whatever times come: one-second bins in chunks that exist only
 * where something happened. When there would be more than {@value #CHUNKS} chunks (48 days without
 * a gap), bins become twice as wide and neighbours are merged, as often as needed; so the memory is
 * at most 67 MB and a few stray times cost one chunk each.
 */
final class SparseGrid {
  static final int CHUNKS = 4096;
  static final int BINS = 1 << 10;
  private static final int BITS = 10;

  /** {@code weights} are how many one-second values are in a bin's sum; 0: nothing is known. */
  static final class Chunk {
    final double[] sums = new double[BINS];
    final int[] weights = new int[BINS];
  }

  private final int limit;
  private Map<Long, Chunk> chunks = new HashMap<>();

  /** Bins are 2 to the power of this wide: every line comes by here, and a shift is no division. */
  private int shift;

  private long lastKey = Long.MIN_VALUE;
  private @Nullable Chunk last;

  SparseGrid() {
    this(CHUNKS);
  }

  SparseGrid(int limit) {
    this.limit = limit;
  }

  /** Seconds that a bin is wide; a power of two. */
  long width() {
    return 1L << shift;
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  void add(long second, double value) {
    Chunk chunk = chunk(second);
    int i = (int) (second >> shift) & (BINS - 1);
    chunk.sums[i] += value;
    chunk.weights[i]++;
  }

  boolean has(long second) {
    Chunk chunk = chunks.get(second >> shift >> BITS);
    return chunk != null && chunk.weights[(int) (second >> shift) & (BINS - 1)] > 0;
  }

  private Chunk chunk(long second) {
    long key = second >> shift >> BITS;
    Chunk chunk = last;
    if (key != lastKey || chunk == null) {
      chunk = chunks.computeIfAbsent(key, k -> new Chunk());
      last = chunk;
      lastKey = key;
      if (chunks.size() > limit) {
        widen();
        return chunk(second);
      }
    }
    return chunk;
  }

  private void widen() {
    while (chunks.size() > limit) {
      widenOnce();
    }
  }

  private static void merge(Map<Long, Chunk> wider, long key, Chunk chunk) {
    Chunk target = wider.computeIfAbsent(Math.floorDiv(key, 2), k -> new Chunk());
    int from = (int) Math.floorMod(key, 2L) * BINS / 2;
    for (int i = 0; i < BINS; i++) {
      target.sums[from + i / 2] += chunk.sums[i];
      target.weights[from + i / 2] += chunk.weights[i];
    }
  }

  /**
   * Adds the means of another series, second by second; the other one is empty afterwards. Where
   * bins hold several seconds the sum of both means is what each of them counts.
   */
  void addMeans(SparseGrid other) {
    while (other.shift < shift) {
      other.widenOnce();
    }
    while (shift < other.shift) {
      widenOnce();
    }
    for (Map.Entry<Long, Chunk> e : other.chunks.entrySet()) {
      Chunk chunk = e.getValue();
      for (int i = 0; i < BINS; i++) {
        if (chunk.weights[i] > 0) {
          addMean(e.getKey() * BINS + i, chunk.sums[i] / chunk.weights[i]);
        }
      }
    }
    other.chunks.clear();
    other.last = null;
    widen();
  }

  private void widenOnce() {
    shift++;
    Map<Long, Chunk> wider = new HashMap<>();
    chunks.forEach((key, chunk) -> merge(wider, key, chunk));
    chunks = wider;
    last = null;
  }

  private void addMean(long bin, double mean) {
    Chunk chunk = chunks.computeIfAbsent(bin >> BITS, k -> new Chunk());
    int i = (int) bin & (BINS - 1);
    int weight = Math.max(1, chunk.weights[i]);
    chunk.sums[i] += mean * weight;
    chunk.weights[i] = weight;
  }

  /** Told of every bin that holds something, in the order of time. */
  interface Visitor {
    /**
     * @param second where the bin begins
     */
    void bin(long second, double sum, int weight);
  }

  void each(Visitor visitor) {
    long[] keys = chunks.keySet().stream().mapToLong(k -> k).toArray();
    Arrays.sort(keys);
    for (long key : keys) {
      Chunk chunk = chunks.get(key);
      if (chunk == null) {
        continue;
      }
      for (int i = 0; i < BINS; i++) {
        if (chunk.weights[i] > 0) {
          visitor.bin((key * BINS + i) << shift, chunk.sums[i], chunk.weights[i]);
        }
      }
    }
  }
}
