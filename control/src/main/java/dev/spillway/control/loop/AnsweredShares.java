package dev.spillway.control.loop;

import dev.spillway.core.Now;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Of the latest answers that were counted, the part that named each site: over {@link #BACK} at
 * most, and only since the shares are published that are published now, so that both can be
 * compared. For one thread.
 */
final class AnsweredShares {
  /** Some lifetimes of an answer at the usual TTL. */
  static final Duration BACK = Duration.ofMinutes(1);

  /** How often counts are remembered; between, those of the present moment are compared. */
  static final Duration STEP = Duration.ofSeconds(5);

  private record Look(long nanos, Map<String, Long> counts) {}

  private final Deque<Look> looks = new ArrayDeque<>();
  private Map<String, Share> published = Map.of();

  /**
   * @param host what is published now
   * @param counts of answers by site, since some beginning
   * @return by site, 0 to 1; empty as long as nothing was answered
   */
  Map<String, Double> look(Optional<SteeredHost> host, Map<String, Long> counts, Now now) {
    Map<String, Share> shares = new TreeMap<>();
    host.ifPresent(row -> row.sites().forEach(s -> shares.put(s.site(), s.share())));
    if (!shares.equals(published) || beganAnew(counts)) {
      looks.clear();
      published = shares;
    }
    while (looks.size() > 1 && now.since(looks.getFirst().nanos()).compareTo(BACK) > 0) {
      looks.removeFirst();
    }
    if (looks.isEmpty() || now.since(looks.getLast().nanos()).compareTo(STEP) >= 0) {
      looks.addLast(new Look(now.nanos(), Map.copyOf(counts)));
    }
    return parts(looks.getFirst().counts(), counts);
  }

  /** A counter fell: whoever answers was started again. */
  private boolean beganAnew(Map<String, Long> counts) {
    return !looks.isEmpty()
        && looks.getLast().counts().entrySet().stream()
            .anyMatch(was -> counts.getOrDefault(was.getKey(), 0L) < was.getValue());
  }

  private static Map<String, Double> parts(Map<String, Long> from, Map<String, Long> to) {
    Map<String, Long> more = new TreeMap<>();
    to.forEach((site, count) -> more.put(site, count - from.getOrDefault(site, 0L)));
    long all = more.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Double> parts = new TreeMap<>();
    if (all > 0) {
      more.forEach((site, count) -> parts.put(site, count / (double) all));
    }
    return parts;
  }
}
