/**
 * What a zone holds: read from the configuration and from a zone file, checked as a whole, and laid
 * out as an immutable {@link dev.spillway.dns.zone.ZoneImage} of everything that can be answered.
 */
@NullMarked
package dev.spillway.dns.zone;

import org.jspecify.annotations.NullMarked;
