package dev.spillway.link;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the sessions of one certificate's name, of which each costs a thread and about a mebibyte:
 * whoever has one key cannot take what all others need. Safe for any thread.
 */
final class Places {
  /** Agents have one for each app and site; all connectors of a burst may share one certificate. */
  static final int MOST = 256;

  private final Map<String, Integer> taken = new HashMap<>();

  /**
   * @throws IOException when all are taken; else {@link #leave} must follow
   */
  synchronized void enter(String name) throws IOException {
    int now = taken.getOrDefault(name, 0);
    if (now >= MOST) {
      throw new IOException(
          "'%s' has %d sessions, which is the most for one name; issue certificates with names of their own"
              .formatted(name, now));
    }
    taken.put(name, now + 1);
  }

  synchronized void leave(String name) {
    taken.computeIfPresent(name, (key, now) -> now == 1 ? null : now - 1);
  }
}
