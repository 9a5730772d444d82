package dev.spillway.policy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the policy remembers of one site. Times are nanoseconds of the monotonic clock.
 *
 * @param share the largest share that was needed within the hold; null before the first decision
 * @param instances how many instances are wanted, and since when; null before the first decision
 * @param riseAt when the step that is used up now began
 * @param riseFrom the share at that time, 0 to 1
 * @param drainSince since when the share is 0 while clients may still come; null when drained
 * @param linkLostSince when the link, its gateway or a service was lost; null when all is well and
 *     what the loss did to the site is over
 * @param linkBackSince since when the link is well again after that; null while it is away
 * @param starting instances that are on their way
 * @param failed ids that were failed at the latest tick
 * @param failures how often instances failed lately
 * @param failedAt the latest failure or refusal; null when there was none lately
 * @param retryAt no instance is started before this; null when nothing stands in the way
 * @param learned of how the site behaves
 */
public record SiteMemory(
    String site,
    @Nullable Peak share,
    @Nullable Count instances,
    @Nullable Long riseAt,
    double riseFrom,
    @Nullable Long drainSince,
    @Nullable Long linkLostSince,
    @Nullable Long linkBackSince,
    List<Starting> starting,
    List<String> failed,
    int failures,
    @Nullable Long failedAt,
    @Nullable Long retryAt,
    Learned learned) {

  /** An instance that was first seen on its way at {@code since}. */
  public record Starting(String id, long since) {}

  public SiteMemory {
    starting = List.copyOf(starting);
    failed = List.copyOf(failed);
    // Absent in what an earlier version stored.
    learned = Objects.requireNonNullElse(learned, Learned.NOTHING);
  }

  static SiteMemory fresh(String site) {
    return new SiteMemory(
        site,
        null,
        null,
        null,
        0,
        null,
        null,
        null,
        List.of(),
        List.of(),
        0,
        null,
        null,
        Learned.NOTHING);
  }

  /** Only what was learned outlives a restart. */
  SiteMemory afterRestart() {
    return fresh(site).withLearned(learned.afterRestart());
  }

  SiteMemory withShare(@Nullable Peak held, @Nullable Long stepAt, double stepFrom) {
    return with(held, instances, stepAt, stepFrom, drainSince, learned);
  }

  SiteMemory withInstances(Count count) {
    return with(share, count, riseAt, riseFrom, drainSince, learned);
  }

  SiteMemory withDrain(@Nullable Long since) {
    return with(share, instances, riseAt, riseFrom, since, learned);
  }

  SiteMemory withLearned(Learned now) {
    return with(share, instances, riseAt, riseFrom, drainSince, now);
  }

  /** What one look found of link and instances stays. */
  private SiteMemory with(
      @Nullable Peak nextShare,
      @Nullable Count nextInstances,
      @Nullable Long nextRiseAt,
      double nextRiseFrom,
      @Nullable Long nextDrainSince,
      Learned nextLearned) {
    return new SiteMemory(
        site,
        nextShare,
        nextInstances,
        nextRiseAt,
        nextRiseFrom,
        nextDrainSince,
        linkLostSince,
        linkBackSince,
        starting,
        failed,
        failures,
        failedAt,
        retryAt,
        nextLearned);
  }
}
