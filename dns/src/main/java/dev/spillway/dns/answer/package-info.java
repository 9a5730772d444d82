/**
 * The answer function: from the bytes of a message and an immutable {@link
 * dev.spillway.dns.answer.Snapshot} to the bytes of its answer. Nothing here reads a clock, a
 * socket or a file, and answering allocates nothing.
 *
 * <p>A {@link dev.spillway.dns.answer.SnapshotBuilder} renders everything that can be answered
 * beforehand; what zones hold comes from a {@link dev.spillway.dns.answer.ZoneSource}.
 */
@NullMarked
package dev.spillway.dns.answer;

import org.jspecify.annotations.NullMarked;
