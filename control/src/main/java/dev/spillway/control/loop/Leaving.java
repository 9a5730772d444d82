package dev.spillway.control.loop;

import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Instances that go while their site stays: first out of the answers, and stopped only when their
 * own clients have left. Until then they count as stopping. Not stored: after a restart such an
 * instance is one too many again, and leaves again. Safe for any thread.
 */
final class Leaving {
  private final Map<String, Long> since = new ConcurrentHashMap<>();

  /** From now on the instance's address is answered no more. */
  void begin(String site, String instance, Now now) {
    since.putIfAbsent(key(site, instance), now.nanos());
  }

  boolean has(String site, String instance) {
    return since.containsKey(key(site, instance));
  }

  boolean none() {
    return since.isEmpty();
  }

  void gone(String site, String instance) {
    since.remove(key(site, instance));
  }

  /** Forgets those that are no longer listed, so that a successor with the same id starts anew. */
  void keep(String site, Iterable<Instance> listed) {
    Set<String> known = new HashSet<>();
    listed.forEach(i -> known.add(key(site, i.id())));
    since.keySet().removeIf(k -> k.startsWith(site + "/") && !known.contains(k));
  }

  /**
   * Whether nobody would miss it: its own demand is below the leftover of the total, as measured
   * after every answer with its address has expired; or the longest drain is over.
   *
   * @param demand of the instance, req/s; null when no source knows it
   * @param limit what counts as empty, req/s
   */
  boolean empty(
      String site,
      String instance,
      @Nullable Double demand,
      double limit,
      Duration ttl,
      Duration longest,
      Now now) {
    Long begun = since.get(key(site, instance));
    if (begun == null) {
      return false;
    }
    Duration waited = now.since(begun);
    boolean measured = demand != null && demand <= limit && waited.compareTo(ttl) > 0;
    return measured || waited.compareTo(longest) > 0;
  }

  private static String key(String site, String instance) {
    return site + "/" + instance;
  }
}
