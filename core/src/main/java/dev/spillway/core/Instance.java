package dev.spillway.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One running copy of a release, as its platform sees it. Whether it may serve is decided
 * elsewhere, from this and from probes.
 *
 * @param id unique on its site; chosen by who asked for it
 * @param endpoint where it serves
 * @param state what the platform knows
 * @param digest of what runs; null as long as the platform does not know
 * @param proof how the digest is known
 * @param started when it was asked for
 * @param detail for people: exit status, last words of its log; empty when there is nothing to say
 */
public record Instance(
    String id,
    Endpoint endpoint,
    State state,
    @Nullable Digest digest,
    Proof proof,
    Instant started,
    String detail) {
  /** What a platform knows of an instance. */
  public enum State {
    /** Asked for, not yet running. */
    STARTING,
    RUNNING,
    STOPPING,
    /** Ended by itself, or never ran; it stays listed until it is stopped. */
    FAILED
  }
}
