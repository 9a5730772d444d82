/**
 * Zones for secondaries: whole (AXFR, RFC 5936) and by differences (IXFR, RFC 1995), only with a
 * key (TSIG, RFC 8945), and NOTIFY (RFC 1996) when a zone has changed.
 */
@NullMarked
package dev.spillway.dns.transfer;

import org.jspecify.annotations.NullMarked;
