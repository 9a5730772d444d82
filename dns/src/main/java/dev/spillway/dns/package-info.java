/**
 * An authoritative DNS server whose answers share clients out over sites. It knows zones and the
 * steering table, and nothing of apps, policies or links.
 *
 * <p>One pure function ({@link dev.spillway.dns.answer.Answerer}) turns a message into its answer,
 * from an immutable {@link dev.spillway.dns.answer.Snapshot}; engines for UDP and TCP ({@link
 * dev.spillway.dns.engine}) carry bytes to and from it.
 */
@NullMarked
package dev.spillway.dns;

import org.jspecify.annotations.NullMarked;
