package dev.spillway.dns.answer;

import org.jspecify.annotations.Nullable;

/**
 * What a snapshot knows of one zone as a whole. Immutable.
 *
 * @param source where its content comes from
 * @param apex its name in wire form
 * @param soa packed from 0 on
 * @param negativeTtl seconds for which "no such name" and "no such data" hold (RFC 2308)
 * @param hash of its name
 * @param chain NSEC records; null when the zone is not signed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
record ZonePart(
    ZoneSource source, byte[] apex, int hash, byte[] soa, int negativeTtl, @Nullable Chain chain) {

  static ZonePart of(ZoneSource source, long version, @Nullable Chain chain) {
    Rrset soa = source.soa(version);
    byte[] data = soa.data().getFirst();
    int minimum = Bytes.i32(data, data.length - 4);
    int ttl = Math.min(soa.ttlSeconds(), minimum);
    byte[] apex = source.apex();
    return new ZonePart(source, apex, NameHash.of(apex), Packer.asked(soa), ttl, chain);
  }

  ZonePart at(long version) {
    return of(source, version, chain);
  }
}
