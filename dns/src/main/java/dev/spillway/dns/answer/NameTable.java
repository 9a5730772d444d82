package dev.spillway.dns.answer;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Finds a packed name without allocating. Immutable: a change makes a new table that shares all
 * other names. Open addressing with linear probing, at most half full. The hashes stand in an array
 * of their own, so that a place that belongs to another name is passed without a look at that name,
 * which would be one more wait for memory.
 */
final class NameTable {
  private static final int FREE = 0;

  /** Of the name at each place; the same in all tables that came of one another. */
  private final int[] hashes;

  private final byte[] @Nullable [] nodes;

  NameTable(Collection<byte[]> all) {
    int size = Integer.highestOneBit(Math.max(8, all.size() * 2)) * 2;
    this.hashes = new int[size];
    this.nodes = new byte[size][];
    for (byte[] node : all) {
      int at = place(node, Packed.NAME, Packed.NAME + Packed.nameLength(node), Packed.hash(node));
      hashes[at] = taken(Packed.hash(node));
      nodes[at] = node;
    }
  }

  private NameTable(int[] hashes, byte[] @Nullable [] nodes) {
    this.hashes = hashes;
    this.nodes = nodes;
  }

  /** The same table with the node of that name replaced; the name must be in it. */
  NameTable with(byte[] node) {
    byte[] @Nullable [] copy = Arrays.copyOf(nodes, nodes.length);
    copy[place(node, Packed.NAME, Packed.NAME + Packed.nameLength(node), Packed.hash(node))] = node;
    return new NameTable(hashes, copy);
  }

  /** Where that name is, or the free place where it would be. */
  private int place(byte[] name, int from, int to, int hash) {
    int wanted = taken(hash);
    for (int i = hash & (hashes.length - 1); ; i = (i + 1) & (hashes.length - 1)) {
      if (hashes[i] == FREE) {
        return i;
      }
      byte[] there = hashes[i] == wanted ? nodes[i] : null;
      if (there != null && Packed.named(there, name, from, to)) {
        return i;
      }
    }
  }

  private static int taken(int hash) {
    return hash == FREE ? FREE + 1 : hash;
  }

  /**
   * @param name lower case, wire form; the part from {@code from} to {@code to} is looked up
   */
  byte @Nullable [] find(byte[] name, int from, int to, int hash) {
    return nodes[place(name, from, to, hash)];
  }

  /** A name of that hash, most likely the only one; none of any other is looked at. */
  byte @Nullable [] peek(int hash) {
    int wanted = taken(hash);
    for (int i = hash & (hashes.length - 1); ; i = (i + 1) & (hashes.length - 1)) {
      if (hashes[i] == FREE || hashes[i] == wanted) {
        return nodes[i];
      }
    }
  }

  /** At most half of them hold a name. */
  int places() {
    return nodes.length;
  }

  byte @Nullable [] find(byte[] name) {
    return find(name, 0, name.length, NameHash.of(name));
  }
}
