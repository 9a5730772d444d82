package dev.spillway.simulator;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Tuning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rules with some numbers changed. */
public final class Variant {
  private Variant() {}

  /**
   * Null leaves a number as it is.
   *
   * @param home capacity of all private sites together; divided among them as they are
   * @param each capacity of an instance of every public site
   * @param most instances of every public site
   * @param cost of an instance of every public site for an hour
   */
  public static Rules of(
      Rules rules,
      @Nullable Rate home,
      @Nullable Rate each,
      @Nullable Integer most,
      @Nullable Money cost,
      @Nullable IdleLevel idle,
      @Nullable Duration warmUp,
      @Nullable Duration ttl) {
    double sum =
        rules.sites().stream()
            .filter(s -> !s.isPublic())
            .mapToDouble(s -> s.capacity().perSecond())
            .sum();
    return new Rules(
        rules.sites().stream()
            .map(s -> s.isPublic() ? rented(s, each, most, cost, idle) : own(s, home, sum))
            .toList(),
        tuning(rules.tuning(), warmUp, ttl),
        rules.budget(),
        rules.events(),
        rules.steering());
  }

  private static SiteRules own(SiteRules s, @Nullable Rate home, double sum) {
    return home == null
        ? s
        : with(s, s.capacity().times(home.perSecond() / Math.max(1e-12, sum)), s.instances());
  }

  private static SiteRules with(SiteRules s, Rate capacity, int instances) {
    return new SiteRules(
        s.name(),
        s.role(),
        capacity,
        instances,
        s.cost(),
        s.idle(),
        s.linked(),
        s.scales(),
        s.learns(),
        s.billed());
  }

  private static SiteRules rented(
      SiteRules s,
      @Nullable Rate each,
      @Nullable Integer most,
      @Nullable Money cost,
      @Nullable IdleLevel idle) {
    SiteRules sized =
        with(s, each == null ? s.capacity() : each, most == null ? s.instances() : most);
    return new SiteRules(
        sized.name(),
        sized.role(),
        sized.capacity(),
        sized.instances(),
        cost == null ? s.cost() : cost,
        idle == null ? s.idle() : idle,
        s.linked(),
        s.scales(),
        s.learns(),
        s.billed());
  }

  private static Tuning tuning(Tuning t, @Nullable Duration warmUp, @Nullable Duration ttl) {
    Duration lifetime = ttl == null ? t.ttl() : ttl;
    return tuned(t, lifetime, warmUp == null ? t.warmUp() : warmUp, t.spillAt(), t.returnAt());
  }

  /** The same rules, spilling from another part of home's capacity on, and returning likewise. */
  public static Rules spillAt(Rules rules, double spillAt) {
    Tuning t = rules.tuning();
    double returnAt = t.returnAt() * spillAt / Math.max(1e-9, t.spillAt());
    return new Rules(
        rules.sites(),
        tuned(t, t.ttl(), t.warmUp(), spillAt, returnAt),
        rules.budget(),
        rules.events(),
        rules.steering());
  }

  private static Tuning tuned(
      Tuning t, Duration ttl, Duration warmUp, double spillAt, double returnAt) {
    return new Tuning(
        ttl,
        warmUp,
        spillAt,
        returnAt,
        t.hold(),
        t.instanceHold(),
        t.step(),
        t.leftover(),
        t.drainMax(),
        t.staleAfter(),
        t.linkGrace(),
        t.changesPerHour(),
        t.latency(),
        t.errors());
  }
}
