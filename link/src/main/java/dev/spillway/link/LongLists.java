package dev.spillway.link;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what a gateway holds of revocation lists that come in parts: nothing of one can be
 * believed before it is whole, since its signature is over all of it. What one name takes is taken
 * from no other, so that whoever has one key cannot keep home's list out. Safe for any thread.
 */
final class LongLists {
  /** Of one list; about 10,000 certificates. */
  static final int MOST = 512 * 1024;

  /** Of all sessions of one certificate's name. */
  static final int MOST_OF_NAME = 4 * MOST;

  private final Map<String, Integer> held = new HashMap<>();

  /** Returns whether there was room; then {@link #give} must follow. */
  synchronized boolean take(String name, int bytes) {
    int now = held.getOrDefault(name, 0);
    if (now + bytes > MOST_OF_NAME) {
      return false;
    }
    held.put(name, now + bytes);
    return true;
  }

  synchronized void give(String name, int bytes) {
    held.computeIfPresent(name, (key, now) -> now == bytes ? null : now - bytes);
  }

  /** Of all names. */
  synchronized int held() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }
}
