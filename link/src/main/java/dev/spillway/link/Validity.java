package dev.spillway.link;

import dev.spillway.core.Now;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a certificate still holds up a session that began while it was valid. Pure: every call
 * brings its time.
 *
 * <p>It no longer does once the wall clock has said for a whole grace, without a break, that it
 * ended. The grace runs on the monotonic clock: a wall clock that jumps ahead and is set right in
 * that time ends nothing, and there is time for a renewed certificate to come. A clock that is set
 * back begins anew, as a handshake at that moment would succeed as well.
 */
final class Validity {
  private final Duration grace;
  private boolean ended;
  private long endedSince;

  Validity(Duration grace) {
    this.grace = grace;
  }

  /** Returns whether it has ended, by what the wall clock said when it was last asked. */
  boolean isEnded() {
    return ended;
  }

  /**
   * @param end of the certificate
   * @return whether the grace is over, too
   */
  boolean isOver(Instant end, Now now) {
    if (now.wall().isBefore(end)) {
      ended = false;
      return false;
    }
    if (!ended) {
      ended = true;
      endedSince = now.nanos();
    }
    return now.since(endedSince).compareTo(grace) >= 0;
  }
}
