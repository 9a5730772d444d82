package dev.spillway.dns;

import org.jspecify.annotations.Nullable;

/**
 * One existing name: a zone's own name, a steered host, a name server, or a name that only has
 * others below it. Immutable; the arrays are never written after construction.
 *
 * @param name lower case, wire form
 * @param hash of the name
 * @param zone the closest zone above it, or its own
 * @param apex it is the zone's own name
 * @param v4 addresses of a name server, 4 bytes each
 * @param v6 addresses of a name server, 16 bytes each
 * @param steered the row of the steering table; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
record Node(
    byte[] name,
    int hash,
    ZoneData zone,
    boolean apex,
    byte[] v4,
    byte[] v6,
    @Nullable Steered steered) {

  Node with(@Nullable Steered row) {
    return new Node(name, hash, zone, apex, v4, v6, row);
  }

  /** False for a name that exists only because others lie below it (RFC 8020). */
  boolean hasData() {
    return apex || steered != null || v4.length > 0 || v6.length > 0;
  }
}
