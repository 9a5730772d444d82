package dev.spillway.dns.answer;

import org.jspecify.annotations.Nullable;

/**
 * All that answers come from, at one version of the steering table. Immutable: an answer is made
 * from one snapshot, so it is wholly old or wholly new. Made by {@link SnapshotBuilder}.
 */
public final class Snapshot {
  private static final int MANY_PLACES = 1 << 13;

  private final long version;
  private final ZonePart[] zones;
  private final NameTable names;

  Snapshot(long version, ZonePart[] zones, NameTable names) {
    this.version = version;
    this.zones = zones;
    this.names = names;
  }

  /** False as long as nobody has ever published a row: then nobody knows which hosts there are. */
  boolean published() {
    return version != 0;
  }

  ZonePart zone(byte[] node) {
    return zones[Packed.zone(node)];
  }

  byte @Nullable [] find(byte[] name, int from, int to, int hash) {
    return names.find(name, from, to, hash);
  }

  byte @Nullable [] peek(int hash) {
    return names.peek(hash);
  }

  /** More names than a core's own cache holds beside its other work. */
  boolean outgrowsCaches() {
    return names.places() > MANY_PLACES;
  }

  /** The same but for one name and its zone. */
  Snapshot with(long next, byte[] node, ZonePart zone) {
    ZonePart[] parts = zones.clone();
    parts[Packed.zone(node)] = zone;
    return new Snapshot(next, parts, names.with(node));
  }
}
