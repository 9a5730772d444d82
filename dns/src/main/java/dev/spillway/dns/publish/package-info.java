/**
 * From zones, keys and the steering table to what is answered everywhere: {@link
 * dev.spillway.dns.publish.ZoneKeeper} keeps the images of the zones up to date at the controller,
 * {@link dev.spillway.dns.publish.FeedServer} carries table and images to nodes over mutual TLS,
 * {@link dev.spillway.dns.publish.FeedClient} takes them over there.
 */
@NullMarked
package dev.spillway.dns.publish;

import org.jspecify.annotations.NullMarked;
