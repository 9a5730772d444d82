package dev.spillway.policy;

import dev.spillway.core.Money;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Which public site takes the overflow first: the one whose shortest use is cheapest for what it
 * carries. An instance stays for the instance hold at least and is billed in whole pieces, so
 *
 * <pre>cost of the shortest use = price · max(piece, instance hold) / capacity</pre>
 *
 * Of two that cost the same, the one that starts sooner. When not all prices are known, or in
 * several currencies, the order is that of the file: the user's. A site that refuses or fails keeps
 * its place and what it has; what it cannot start goes to the next, see {@link Wanted}.
 */
final class Choice {
  private Choice() {}

  static List<Facts> inOrder(List<Facts> all, Tuning tuning) {
    List<Facts> sites = all.stream().filter(Facts::isPublic).toList();
    if (sites.size() < 2 || !comparable(sites)) {
      return sites;
    }
    return sites.stream()
        .sorted(
            Comparator.comparingDouble((Facts f) -> shortestUse(f, tuning))
                .thenComparing(f -> Watch.warmUp(f.memory(), tuning)))
        .toList();
  }

  private static boolean comparable(List<Facts> sites) {
    return sites.stream().allMatch(f -> f.rules().cost() != null)
        && sites.stream().map(Choice::currency).distinct().count() == 1;
  }

  private static String currency(Facts f) {
    Money cost = f.rules().cost();
    return cost == null ? "" : cost.currency();
  }

  /** Money for each req/s of capacity. */
  private static double shortestUse(Facts f, Tuning tuning) {
    Money cost = f.rules().cost();
    double price = cost == null ? 0 : cost.amount();
    Duration hold = tuning.instanceHold();
    Duration used = f.rules().billed().compareTo(hold) > 0 ? f.rules().billed() : hold;
    return price * Facts.seconds(used) / Math.max(1e-9, f.each().perSecond());
  }

  /** Of the site that would start the next instance: the first in order that may start one now. */
  static Duration warmUp(List<Facts> all, Tuning tuning) {
    List<Facts> sites = inOrder(all, tuning);
    return sites.stream()
        .filter(f -> f.memory().retryAt() == null && f.alive() < f.rules().instances())
        .findFirst()
        .or(() -> sites.stream().findFirst())
        .map(f -> Watch.warmUp(f.memory(), tuning))
        .orElse(tuning.warmUp());
  }
}
