package dev.spillway.dns.answer;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Finds a packed name without allocating. Immutable: a change makes a new table that shares all
 * other names. Open addressing with linear probing, at most half full.
 */
final class NameTable {
  /** Hash of no byte at all. */
  static final int EMPTY = 0x811C9DC5;

  private final byte[] @Nullable [] slots;

  NameTable(Collection<byte[]> nodes) {
    int size = Integer.highestOneBit(Math.max(8, nodes.size() * 2)) * 2;
    this.slots = new byte[size][];
    nodes.forEach(this::put);
  }

  private NameTable(byte[] @Nullable [] slots) {
    this.slots = slots;
  }

  /** The same table with the node of that name replaced; the name must be in it. */
  NameTable with(byte[] node) {
    NameTable copy = new NameTable(Arrays.copyOf(slots, slots.length));
    copy.put(node);
    return copy;
  }

  private void put(byte[] node) {
    int to = Packed.NAME + Packed.nameLength(node);
    for (int i = Packed.hash(node) & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
      byte[] there = slots[i];
      if (there == null || Packed.named(there, node, Packed.NAME, to)) {
        slots[i] = node;
        return;
      }
    }
  }

  /**
   * @param name lower case, wire form; the part from {@code from} to {@code to} is looked up
   */
  byte @Nullable [] find(byte[] name, int from, int to, int hash) {
    for (int i = hash & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
      byte[] node = slots[i];
      if (node == null || (Packed.hash(node) == hash && Packed.named(node, name, from, to))) {
        return node;
      }
    }
  }

  /** Whoever is at the hash's own place, perhaps another name. */
  byte @Nullable [] peek(int hash) {
    return slots[hash & (slots.length - 1)];
  }

  /** At most half of them hold a name. */
  int places() {
    return slots.length;
  }

  byte @Nullable [] find(byte[] name) {
    return find(name, 0, name.length, hash(name));
  }

  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Hashes one more byte, from the last byte of a name to its first (FNV-1a, folded). */
  static int hash(int hash, byte b) {
    int h = (hash ^ (b & 0xFF)) * 0x01000193;
    return h ^ (h >>> 15);
  }

  static int hash(byte[] name) {
    int hash = EMPTY;
    for (int i = name.length - 1; i >= 0; i--) {
      hash = hash(hash, name[i]);
    }
    return hash;
  }
}
