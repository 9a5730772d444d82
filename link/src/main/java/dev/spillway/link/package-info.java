/**
 * The link: an agent at home dials out to a gateway on the public side over TLS 1.3 with mutual
 * authentication, and connections to the gateway's service ports travel home as streams of that one
 * session.
 *
 * <p>From the outside in: {@link Gateway} and {@link Agent} are the two ends, and {@link Connector}
 * brings instances to gateways; {@code Carrier} is what their TLS travels on; {@code Session} runs
 * one connection on one thread with one selector, so nothing inside it needs a lock; {@code Stream}
 * is one connection of an app instance, {@code Near} its end on this machine; {@code Frames} are
 * the bytes; {@link Keys} and {@link Identity} say who is who.
 */
@NullMarked
package dev.spillway.link;

import org.jspecify.annotations.NullMarked;
