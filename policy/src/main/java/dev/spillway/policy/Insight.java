package dev.spillway.policy;

import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a memory says that was learned of an app's world, for people.
 *
 * @param lag from a change of shares until its clients have come
 * @param sites in the order of the rules
 */
public record Insight(Lags lag, List<SiteInsight> sites) {
  /**
   * @param half half of the clients have come
   * @param most 90 of 100 have
   * @param readings that taught this; 0 while it is a guess
   */
  public record Lags(Duration half, Duration most, int readings) {}

  /**
   * @param half half of the starts took no longer
   * @param most 90 of 100 took no longer
   * @param seen starts that this is from, at most 16
   */
  public record StartTimes(Duration half, Duration most, int seen) {}

  /**
   * @param follows clients that come for each that the published share sends; 1 unless they clearly
   *     do otherwise, and for private sites
   * @param warmUp null before the first start was measured
   * @param capacity null when it is not to be learned
   */
  public record SiteInsight(
      String site,
      double follows,
      @Nullable StartTimes warmUp,
      @Nullable LearnedCapacity capacity) {}

  /**
   * @param perSecond what decisions reckon with, of the site or of an instance of a public one,
   *     req/s
   * @param guess as configured, which counts until there is confidence, req/s
   * @param confidence 0 to 1; below 0.5 the guess counts
   */
  public record LearnedCapacity(double perSecond, double guess, double confidence) {}

  public Insight {
    sites = List.copyOf(sites);
  }

  public static Insight of(Rules rules, Memory memory) {
    Duration ttl = rules.tuning().ttl();
    Lag lag = memory.lag();
    return new Insight(
        new Lags(times(ttl, lag.age(0.5)), times(ttl, lag.age(0.9)), lag.readings()),
        rules.sites().stream().map(site -> site(site, memory.site(site.name()))).toList());
  }

  private static SiteInsight site(SiteRules rules, SiteMemory memory) {
    Learned learned = memory.learned();
    return new SiteInsight(
        rules.name(),
        rules.isPublic() ? learned.following().used() : 1,
        learned.warmUps().none() ? null : starts(learned.warmUps()),
        rules.learns() ? capacity(rules, learned.ceiling()) : null);
  }

  private static LearnedCapacity capacity(SiteRules rules, Ceiling ceiling) {
    double guess = rules.capacity().perSecond();
    return new LearnedCapacity(ceiling.capacity(guess), guess, ceiling.confidence());
  }

  private static StartTimes starts(Times seen) {
    return new StartTimes(
        seconds(seen.quantile(0.5)), seconds(seen.quantile(0.9)), seen.seconds().size());
  }

  private static Duration times(Duration ttl, double lifetimes) {
    return seconds(ttl.toNanos() / 1e9 * lifetimes);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  public SiteInsight site(String name) {
    return sites.stream()
        .filter(s -> s.site().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no site " + name));
  }
}
