package dev.spillway.policy;

import dev.spillway.core.Now;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a site's stop-watches: warm-ups, published shares, failures and their back-off. */
final class Watch {
  /** First pause after a failure; it doubles with each further one. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** The pause after a refusal: clouds free capacity in minutes, not in seconds. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

  /** Without a failure for this long, earlier ones are forgotten. */
  private static final Duration FORGET = Duration.ofMinutes(3);

  /**
   * Of all starts, so many are ready within the warm-up that is reckoned with: a late instance
   * loses requests, an early one costs seconds.
   */
  private static final double WARM_QUANTILE = 0.8;

  private Watch() {}

  /**
   * @param asked when the decision before this one was made; null when there was none
   */
  static SiteMemory look(
      SiteRules rules,
      SiteView view,
      SiteMemory before,
      @Nullable Long asked,
      Now now,
      Tuning tuning) {
    List<SiteMemory.Starting> starting = new ArrayList<>();
    Times warmUps = before.learned().warmUps();
    for (InstanceView i : view.instances()) {
      SiteMemory.Starting known = starting(before, i.id());
      if (i.readiness() == Readiness.STARTING) {
        // It was asked for by the decision before this one.
        long since = asked == null ? now.nanos() : asked;
        starting.add(known != null ? known : new SiteMemory.Starting(i.id(), since));
      } else if (i.readiness() == Readiness.READY && known != null) {
        warmUps = warmUps.with(now.since(known.since()).toNanos() / 1e9);
      }
    }
    List<String> failed =
        view.instances().stream()
            .filter(
                i -> i.readiness() == Readiness.FAILED || i.readiness() == Readiness.WRONG_DIGEST)
            .map(InstanceView::id)
            .toList();
    boolean refused = !view.refusal().isEmpty();
    boolean paused = before.retryAt() != null && now.nanos() < before.retryAt();
    long news = failed.stream().filter(id -> !before.failed().contains(id)).count();
    Long failedAt = before.failedAt();
    Long retryAt = paused ? before.retryAt() : null;
    int failures = before.failures();
    if (failedAt != null && now.since(failedAt).compareTo(FORGET) > 0) {
      failures = 0;
      failedAt = null;
    }
    if (news > 0) {
      failures++;
      failedAt = now.nanos();
      retryAt = now.nanos() + pause(failures).toNanos();
    } else if (refused && before.retryAt() == null) {
      retryAt = now.nanos() + REFUSED_PAUSE.toNanos();
    }
    long published = asked == null ? now.nanos() : asked;
    Following known = before.learned().following();
    Following following =
        rules.isPublic()
            ? known.seen(view.share().value(), published, now.nanos(), tuning.ttl())
            : known;
    Outage outage = Outage.look(rules, view, before, now, tuning);
    return new SiteMemory(
        before.site(),
        before.share(),
        before.instances(),
        before.riseAt(),
        before.riseFrom(),
        before.drainSince(),
        outage.lostSince(),
        outage.backSince(),
        starting,
        failed,
        failures,
        failedAt,
        retryAt,
        new Learned(warmUps, following, before.learned().ceiling()));
  }

  /** 1 s, 2 s, 4 s … 60 s. */
  static Duration pause(int failures) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private static SiteMemory.@Nullable Starting starting(SiteMemory memory, String id) {
    return memory.starting().stream().filter(s -> s.id().equals(id)).findFirst().orElse(null);
  }

  static Duration warmUp(SiteMemory memory, Tuning tuning) {
    Times seen = memory.learned().warmUps();
    return seen.none()
        ? tuning.warmUp()
        : Duration.ofNanos(Math.round(seen.quantile(WARM_QUANTILE) * 1e9));
  }
}
