package dev.spillway.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person, or a running deployment, wants in place of the policy's own choice.
 *
 * @param site the site it is about; empty for hold
 * @param share for {@link Kind#SPILL}; null otherwise
 * @param who the person or part that asked
 * @param expires on the wall clock; after it the intervention is as if it had never been
 */
public record Intervention(
    Kind kind, String site, @Nullable Share share, String reason, String who, Instant expires) {
  /** What is wanted. */
  public enum Kind {
    /** Send this share to the site, as soon as it can take it. */
    SPILL,
    /** Leave shares as they are; dead sites still lose theirs. */
    HOLD,
    /** Keep one instance ready without a share, so that a release can be verified. */
    VERIFY
  }

  public boolean active(Instant wall) {
    return wall.isBefore(expires);
  }
}
