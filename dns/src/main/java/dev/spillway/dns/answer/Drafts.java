package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All names of a snapshot while it is being built. For one thread. */
final class Drafts {
  private static final byte[] STAR = {1, '*'};

  /** A name with what was gathered for it. */
  private static final class Draft {
    final byte[] name;
    final int zone;
    final List<Rrset> sets = new ArrayList<>();
    int flags;
    @Nullable SteeredHost row;

    Draft(byte[] name, int zone) {
      this.name = name;
      this.zone = zone;
    }

    SteeredNode steered() {
      return new SteeredNode(name, flags, zone, steerable(), Objects.requireNonNull(row));
    }

    /** One name never mixes what is steered with what is not. */
    private List<Rrset> steerable() {
      return sets.stream()
          .filter(s -> s.type() != Wire.A && s.type() != Wire.AAAA && s.type() != Wire.CNAME)
          .toList();
    }
  }

  private final List<ZoneSource> zones;
  private final ZoneIndex index;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();

  Drafts(List<ZoneSource> zones, ZoneIndex index) {
    this.zones = zones;
    this.index = index;
    for (int zone = 0; zone < zones.size(); zone++) {
      byte[] apex = zones.get(zone).apex();
      Draft draft = new Draft(apex, zone);
      draft.flags |= Packed.APEX;
      drafts.put(key(apex), draft);
    }
    for (ZoneSource source : zones) {
      byte[] apex = source.apex();
      byte[] above = Arrays.copyOfRange(apex, Math.min(apex.length - 1, 1 + apex[0]), apex.length);
      if (apex.length > 1 && index.of(above) >= 0) {
        ensure(above, index.of(above));
      }
    }
  }

  /**
   * Adds an RRset of a zone. One whose name lies in a zone further down is that zone's business but
   * for what stands at its cut.
   */
  void add(int zone, Rrset set) {
    byte[] apex = zones.get(zone).apex();
    if (!Names.within(set.owner(), apex)) {
      throw new IllegalArgumentException(
          Names.text(set.owner()) + " does not lie in zone " + Names.text(apex));
    }
    if (index.of(set.owner()) == zone) {
      Draft draft = ensure(set.owner(), zone);
      if (has(draft, set.type())) {
        throw new IllegalArgumentException(
            Names.text(set.owner()) + " has records of type " + set.type() + " in two places");
      }
      draft.sets.add(set);
    }
  }

  /** Adds a row of the steering table; nothing happens when it lies in none of the zones. */
  void steer(SteeredHost row) {
    byte[] name = Names.wire(row.host());
    int zone = index.of(name);
    if (zone >= 0) {
      ensure(name, zone).row = row;
    }
  }

  /** The name's draft; those between it and its zone's name come into being with it. */
  private Draft ensure(byte[] name, int zone) {
    Draft known = drafts.get(key(name));
    if (known != null) {
      return known;
    }
    Draft draft = new Draft(name, zone);
    drafts.put(key(name), draft);
    Draft parent = ensure(Arrays.copyOfRange(name, 1 + name[0], name.length), zone);
    if (Arrays.equals(name, 0, 2, STAR, 0, 2)) {
      parent.flags |= Packed.WILDCARD;
    }
    return draft;
  }

  /** All names, packed. */
  List<byte[]> pack(SiteIds ids) {
    markCuts();
    List<byte[]> nodes = new ArrayList<>(drafts.size());
    for (Draft draft : drafts.values()) {
      nodes.add(
          draft.row != null
              ? draft.steered().pack(zones.get(draft.zone), ids)
              : Packer.node(draft.name, draft.flags, draft.zone, draft.sets, glue(draft), null));
    }
    return nodes;
  }

  Map<String, SteeredNode> steered() {
    Map<String, SteeredNode> all = new HashMap<>();
    for (Draft draft : drafts.values()) {
      if (draft.row != null) {
        all.put(draft.row.host(), draft.steered());
      }
    }
    return all;
  }

  private void markCuts() {
    for (Draft draft : drafts.values()) {
      if (has(draft, Wire.NS) && (draft.flags & Packed.APEX) == 0) {
        draft.flags |= Packed.CUT;
      }
    }
    if (drafts.values().stream().noneMatch(d -> (d.flags & Packed.CUT) != 0)) {
      return;
    }
    for (Draft draft : drafts.values()) {
      for (Draft above = draft; (above.flags & Packed.APEX) == 0; ) {
        above =
            Objects.requireNonNull(
                drafts.get(
                    key(Arrays.copyOfRange(above.name, 1 + above.name[0], above.name.length))));
        if ((above.flags & Packed.CUT) != 0) {
          draft.flags |= Packed.BELOW;
        }
      }
    }
  }

  private static boolean has(Draft draft, int type) {
    return draft.sets.stream().anyMatch(set -> set.type() == type);
  }

  /** Addresses of the name servers that the name has and that we know. */
  private List<Rrset> glue(Draft draft) {
    List<Rrset> glue = new ArrayList<>();
    for (Rrset set : draft.sets) {
      if (set.type() == Wire.NS) {
        for (byte[] server : set.data()) {
          Draft known = drafts.get(key(server));
          if (known != null && known.row == null) {
            known.sets.stream()
                .filter(s -> s.type() == Wire.A || s.type() == Wire.AAAA)
                .forEach(glue::add);
          }
        }
      }
    }
    return glue;
  }

  private static String key(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
