package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import java.util.Collection;
import java.util.List;

/**
 * What one zone answers beside its steered addresses. Asked when a snapshot is built, never during
 * a query; asked again at each change, so expensive work such as signing is to be kept. The same
 * thread rules as {@link SnapshotBuilder}: one call at a time.
 */
public interface ZoneSource {
  /** The zone's name in wire form, lower case. */
  byte[] apex();

  /**
   * The SOA, with signatures in a signed zone. Negative answers carry it with the smaller of its
   * TTL and its last field (RFC 2308 section 5).
   *
   * @param version of the steering table; the source makes the serial from it
   */
  Rrset soa(long version);

  /**
   * All other RRsets: NS at the apex, addresses of name servers in the zone, delegations and their
   * glue, whatever else the zone holds; in a signed zone DNSKEY, and the NSEC chain, which covers
   * the steered hosts too. Names that only have others below them need not be named.
   *
   * @param hosts the steered hosts in this zone; their addresses are not to be given
   * @throws IllegalArgumentException says what is wrong with the zone
   */
  List<Rrset> records(Collection<SteeredHost> hosts);

  /**
   * Signatures over one possible answer of a steered host: all addresses of one family of one site.
   *
   * @return data of the RRSIG records; empty when the zone is not signed
   */
  List<byte[]> signatures(Rrset answer);

  /**
   * True when the zone is signed. Then a steered host has only the types that every answer can
   * have, see {@link SteeredTypes}.
   */
  boolean signed();
}
