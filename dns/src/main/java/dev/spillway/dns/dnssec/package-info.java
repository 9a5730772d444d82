/**
 * DNSSEC made beforehand: keys and their rollover ({@link dev.spillway.dns.dnssec.KeyRing}), and
 * signatures of everything that can be answered. Keys stay in the process that signs.
 */
@NullMarked
package dev.spillway.dns.dnssec;

import org.jspecify.annotations.NullMarked;
