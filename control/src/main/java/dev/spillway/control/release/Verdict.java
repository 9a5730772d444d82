package dev.spillway.control.release;

import dev.spillway.control.release.SiteFacts.Seen;
import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Release;
import dev.spillway.core.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a site runs a release, by what is seen of it. It does when as many instances as it needs
 * are ready with its digest and no ready one shows another; it never will when an instance that may
 * have run it ended by itself, or its time is up. Pure.
 *
 * @param verified it runs there
 * @param ready instances that are ready with its digest
 * @param failure why it will not run there, in plain words; null while it still may
 */
record Verdict(boolean verified, long ready, @Nullable String failure) {
  /**
   * @param deployed when the deployment began: what ended before has nothing to do with it
   * @param watchedSince when the site began to be watched, monotonic nanoseconds
   * @param patience how long that may take
   */
  static Verdict of(
      Release release,
      SiteFacts seen,
      Instant deployed,
      long watchedSince,
      Duration patience,
      Now now) {
    long ready =
        seen.instances().stream()
            .filter(i -> i.readiness() == Readiness.READY && runs(i.instance(), release))
            .count();
    boolean oldLeft =
        seen.instances().stream()
            .anyMatch(i -> i.readiness() == Readiness.READY && !runs(i.instance(), release));
    if (ready >= seen.needed() && !oldLeft) {
      return new Verdict(true, ready, null);
    }
    Optional<Instance> dead =
        seen.instances().stream()
            .map(Seen::instance)
            .filter(i -> i.state() == Instance.State.FAILED && mayRun(i, release))
            .filter(i -> i.started().isAfter(deployed))
            .findFirst();
    if (dead.isPresent()) {
      return new Verdict(false, ready, dead.get().id() + " ended: " + dead.get().detail());
    }
    boolean late = now.since(watchedSince).compareTo(patience) > 0;
    return new Verdict(false, ready, late ? late(patience, ready, seen) : null);
  }

  private static boolean runs(Instance instance, Release release) {
    return release.digest().equals(instance.digest());
  }

  /** One whose digest nobody knows may have died before it could be read. */
  private static boolean mayRun(Instance instance, Release release) {
    return instance.digest() == null || runs(instance, release);
  }

  private static String late(Duration limit, long ready, SiteFacts seen) {
    StringBuilder text =
        new StringBuilder(
            ready + " of " + seen.needed() + " instances ready after " + Units.show(limit));
    seen.instances().stream()
        .filter(i -> i.readiness() != Readiness.READY)
        .forEach(i -> {
          text.append("; ").append(i.instance().id()).append(": ").append(i.why());
          if (!i.instance().detail().isEmpty() && !i.why().contains(i.instance().detail())) {
            text.append(" (").append(i.instance().detail()).append(')');
          }
        });
    return text.toString();
  }
}
