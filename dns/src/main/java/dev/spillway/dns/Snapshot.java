package dev.spillway.dns;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that answers come from, at one version of the steering table. Immutable: an answer is made
 * from one snapshot, so it is wholly old or wholly new.
 *
 * @param serial of every zone's SOA: the steering table's version (RFC 1982)
 * @param names all names that exist
 */
record Snapshot(int serial, NameTable names) {

  /**
   * @param counter from host and site to the counter of answers
   * @throws IllegalArgumentException says what is wrong with the zones
   */
  static Snapshot of(List<Zone> zones, Rows rows, BiFunction<String, String, LongAdder> counter) {
    Builder builder = new Builder();
    List<ZoneData> all = zones.stream().map(ZoneData::of).toList();
    all.forEach(builder::zone);
    for (SteeredHost row : rows.hosts()) {
      builder.host(row, counter);
    }
    return new Snapshot((int) rows.version(), new NameTable(builder.done()));
  }

  /** False as long as nobody has ever published a row: then nobody knows which hosts there are. */
  boolean published() {
    return serial != 0;
  }

  /** True when the host lies in one of the zones. */
  static boolean serves(Collection<Zone> zones, String host) {
    byte[] name = Names.wire(host);
    return zones.stream().anyMatch(z -> Names.within(name, Names.wire(z.name())));
  }

  /** The same with one row changed; empty-handed (null) when the host is not among the names. */
  @Nullable Snapshot with(
      SteeredHost row, long version, BiFunction<String, String, LongAdder> counter) {
    Node node = names.find(Names.wire(row.host()));
    if (node == null) {
      return null;
    }
    Steered steered = new Steered(row, site -> counter.apply(row.host(), site));
    return new Snapshot((int) version, names.with(node.with(steered)));
  }

  /**
   * The node of the asked name or, failing that, of the closest name above it that exists.
   *
   * @return null when the name is outside all zones
   */
  @Nullable Node closest(Query query) {
    for (int i = 0; i < query.labels; i++) {
      Node node = names.find(query.name, query.labelAt[i], query.nameLength, query.suffixHash[i]);
      if (node != null) {
        return node;
      }
    }
    return null;
  }

  /** Collects nodes by name; the longest zone that holds a name owns it. */
  private static final class Builder {
    private static final byte[] NONE = {};
    private final List<ZoneData> zones = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    void zone(ZoneData zone) {
      zones.add(zone);
      zones.sort(Comparator.comparingInt((ZoneData z) -> z.apex().length).reversed());
    }

    void host(SteeredHost row, BiFunction<String, String, LongAdder> counter) {
      ensureZones();
      byte[] name = Names.wire(row.host());
      if (zones.stream().noneMatch(z -> Names.within(name, z.apex()))) {
        return; // said by the server, which logs; nobody can ask us for it
      }
      Node node = ensure(name);
      nodes.put(key(name), node.with(new Steered(row, site -> counter.apply(row.host(), site))));
    }

    List<Node> done() {
      ensureZones();
      return List.copyOf(nodes.values());
    }

    private void ensureZones() {
      if (!nodes.isEmpty()) {
        return;
      }
      for (ZoneData zone : zones) {
        ensure(zone.apex());
        for (ZoneData.Server server : zone.servers()) {
          if (Names.within(server.name(), zone.apex())) {
            Node node = ensure(server.name());
            nodes.put(
                key(server.name()),
                new Node(
                    node.name(),
                    node.hash(),
                    node.zone(),
                    node.apex(),
                    server.v4(),
                    server.v6(),
                    node.steered()));
          }
        }
      }
    }

    /** The node of the name; those between it and its zone's name come into being with it. */
    private Node ensure(byte[] name) {
      for (int at = name[0] + 1; at < name.length; at += 1 + name[at]) {
        byte[] parent = Arrays.copyOfRange(name, at, name.length);
        if (zones.stream().anyMatch(z -> Names.within(parent, z.apex()))) {
          nodes.computeIfAbsent(key(parent), k -> node(parent));
        }
      }
      return nodes.computeIfAbsent(key(name), k -> node(name));
    }

    private Node node(byte[] name) {
      ZoneData zone =
          zones.stream().filter(z -> Names.within(name, z.apex())).findFirst().orElseThrow();
      boolean apex = Arrays.equals(name, zone.apex());
      return new Node(name, NameTable.hash(name), zone, apex, NONE, NONE, null);
    }

    private static String key(byte[] name) {
      return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }
}
