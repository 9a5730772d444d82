package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Renders zones and steered hosts into snapshots. It keeps what it needs to render a change of one
 * host alone. One call at a time; the snapshots themselves are for any thread.
 */
public final class SnapshotBuilder {
  private final List<ZoneSource> zones;
  private final ZoneIndex index;
  private final SiteIds ids;
  private final Map<String, SteeredNode> steered = new HashMap<>();
  private @Nullable Snapshot latest;

  /**
   * @param zones each name belongs to the one with the longest name above it
   */
  public SnapshotBuilder(List<? extends ZoneSource> zones, SiteIds ids) {
    this.zones = List.copyOf(zones);
    this.index = new ZoneIndex(this.zones);
    this.ids = ids;
  }

  /** The zones for people. */
  public List<String> zoneNames() {
    return zones.stream().map(zone -> Names.text(zone.apex())).toList();
  }

  /** True when the host lies in one of the zones; others are not answered. */
  public boolean serves(String host) {
    return index.of(Names.wire(host)) >= 0;
  }

  /**
   * A snapshot of everything.
   *
   * @param version of the steering table; 0 when nothing was ever published
   * @throws IllegalArgumentException says what is wrong with a zone
   */
  public Snapshot build(Collection<SteeredHost> hosts, long version) {
    Drafts drafts = new Drafts(zones, index);
    Map<Integer, List<SteeredHost>> inside =
        hosts.stream().collect(Collectors.groupingBy(h -> index.of(Names.wire(h.host()))));
    List<ZonePart> parts = new ArrayList<>();
    for (int zone = 0; zone < zones.size(); zone++) {
      parts.add(part(drafts, zone, inside.getOrDefault(zone, List.of()), version));
    }
    hosts.forEach(drafts::steer);
    List<byte[]> nodes = drafts.pack(ids);
    steered.clear();
    steered.putAll(drafts.steered());
    Snapshot built = new Snapshot(version, parts.toArray(ZonePart[]::new), new NameTable(nodes));
    latest = built;
    return built;
  }

  private ZonePart part(Drafts drafts, int zone, List<SteeredHost> hosts, long version) {
    ZoneSource source = zones.get(zone);
    List<Rrset> records = source.records(hosts);
    drafts.add(zone, source.soa(version));
    records.forEach(set -> drafts.add(zone, set));
    List<Rrset> nsec = records.stream().filter(set -> set.type() == Wire.NSEC).toList();
    Chain chain = source.signed() && !nsec.isEmpty() ? new Chain(nsec) : null;
    return ZonePart.of(source, version, chain);
  }

  /**
   * A snapshot in which one host's row is another; usually at the cost of one copy of the table of
   * names.
   *
   * @param hosts all hosts as they are now, this one included
   */
  public Snapshot change(SteeredHost row, Collection<SteeredHost> hosts, long version) {
    SteeredNode node = steered.get(row.host());
    Snapshot before = latest;
    if (node == null || before == null || !before.published()) {
      return build(hosts, version);
    }
    ZoneSource source = zones.get(node.zone());
    if (source.signed() && !SteeredTypes.of(row).equals(SteeredTypes.of(node.row()))) {
      return build(hosts, version); // the zone's NSEC records say which types there are
    }
    SteeredNode changed = node.with(row);
    byte[] packed = changed.pack(source, ids);
    Snapshot next = before.with(version, packed, before.zone(packed).at(version));
    steered.put(row.host(), changed);
    latest = next;
    return next;
  }
}
