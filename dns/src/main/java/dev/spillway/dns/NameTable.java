package dev.spillway.dns;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node of a name without allocating. Immutable: a change makes a new table that shares
 * all other nodes. Open addressing with linear probing, at most half full.
 */
final class NameTable {
  /** Hash of no byte at all. */
  static final int EMPTY = 0x811C9DC5;

  private final @Nullable Node[] slots;

  NameTable(List<Node> nodes) {
    int size = Integer.highestOneBit(Math.max(8, nodes.size() * 2)) * 2;
    this.slots = new Node[size];
    for (Node node : nodes) {
      slots[slot(node.name(), node.name().length, node.hash())] = node;
    }
  }

  private NameTable(@Nullable Node[] slots) {
    this.slots = slots;
  }

  /** The same table with the node of that name replaced; the name must be in it. */
  NameTable with(Node node) {
    @Nullable Node[] copy = Arrays.copyOf(slots, slots.length);
    copy[slot(node.name(), node.name().length, node.hash())] = node;
    return new NameTable(copy);
  }

  /**
   * @param name lower case, wire form; the part from {@code from} to {@code to} is looked up
   */
  @Nullable Node find(byte[] name, int from, int to, int hash) {
    for (int i = hash & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
      Node node = slots[i];
      if (node == null) {
        return null;
      }
      if (node.hash() == hash
          && Arrays.equals(node.name(), 0, node.name().length, name, from, to)) {
        return node;
      }
    }
  }

  @Nullable Node find(byte[] name) {
    return find(name, 0, name.length, hash(name));
  }

  private int slot(byte[] name, int length, int hash) {
    for (int i = hash & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
      Node node = slots[i];
      if (node == null || Arrays.equals(node.name(), 0, node.name().length, name, 0, length)) {
        return i;
      }
    }
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
