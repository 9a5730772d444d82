package dev.spillway.dns.answer;

import org.jspecify.annotations.Nullable;

/** Finds names of a snapshot for one query after the other; for one thread. */
final class Lookup {
  private static final byte[] NONE = {};
  private final Query query;
  private final byte[] star = new byte[Wire.MAX_NAME + 2];
  private int label;

  Lookup(Query query) {
    this.query = query;
  }

  /**
   * The asked name or, failing that, the closest name above it that exists.
   *
   * @return null when the name is outside all zones
   */
  byte @Nullable [] closest(Snapshot snapshot) {
    for (label = 0; label < query.labels; label++) {
      byte[] node = at(snapshot, label);
      if (node != null) {
        return node;
      }
    }
    return null;
  }

  private byte @Nullable [] at(Snapshot snapshot, int from) {
    return snapshot.find(query.name, query.labelAt[from], query.nameLength, query.suffixHash[from]);
  }

  /** The closest name was the asked name itself. */
  boolean exact() {
    return label == 0;
  }

  /** The label of the asked name at which the closest name begins. */
  int label() {
    return label;
  }

  /** Pointer to the found name within the question. */
  int owner() {
    return Wire.ASKED + query.labelAt[label];
  }

  /** From the closest name up, the last cut before the zone's own name; there is one. */
  byte[] cut(Snapshot snapshot) {
    byte[] found = NONE;
    int place = label;
    for (int i = label; i < query.labels; i++) {
      byte[] node = at(snapshot, i);
      if (node == null || Packed.is(node, Packed.APEX)) {
        break;
      }
      if (Packed.is(node, Packed.CUT)) {
        found = node;
        place = i;
      }
    }
    label = place;
    return found;
  }

  /**
   * The wildcard right below the closest name (RFC 4592 section 3.3.1).
   *
   * @return null when there is none
   */
  byte @Nullable [] wildcard(Snapshot snapshot, byte[] closest) {
    if (!Packed.is(closest, Packed.WILDCARD)) {
      return null;
    }
    int from = query.labelAt[label];
    int length = query.nameLength - from;
    star[0] = 1;
    star[1] = '*';
    System.arraycopy(query.name, from, star, 2, length);
    int hash = NameHash.of(query.suffixHash[label], star, 0);
    return snapshot.find(star, 0, length + 2, hash);
  }
}
