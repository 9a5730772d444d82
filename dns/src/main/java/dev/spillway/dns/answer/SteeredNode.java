package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import java.util.List;

/**
 * What a steered name is packed from. Immutable.
 *
 * @param name in wire form
 * @param flags of {@link Packed}
 * @param zone its number in the snapshot
 * @param sets its other records
 * @param row of the steering table
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
record SteeredNode(byte[] name, int flags, int zone, List<Rrset> sets, SteeredHost row) {
  SteeredNode with(SteeredHost changed) {
    return new SteeredNode(name, flags, zone, sets, changed);
  }

  byte[] pack(ZoneSource source, SiteIds ids) {
    boolean v6 = !source.signed() || SteeredTypes.of(row).v6();
    Packer.Rows rows = new Packer.Rows(row, source, v6, site -> ids.id(row.host(), site));
    int all = row.draw() == SteeredHost.Draw.STICKY ? flags | Packed.STICKY : flags;
    return Packer.node(name, all, zone, sets, List.of(), rows);
  }
}
