package dev.spillway.core;

import dev.spillway.core.SteeringTarget.Ability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of an app's description that decisions are made from.
 *
 * @param sites in the app's order
 * @param budget for a calendar month; null for no limit
 * @param events that are known to bring clients
 * @param steering what the least able of the app's steering targets can show; weighted when a
 *     record from before this was known does not say
 */
public record Rules(
    List<SiteRules> sites,
    Tuning tuning,
    @Nullable Money budget,
    List<KnownEvent> events,
    @Nullable Ability steering) {
  private static final Duration AROUND = Duration.ofDays(1);

  /**
   * @param capacity of the whole site when private, of one instance when public
   * @param instances how many run (private) or may run at most (public)
   * @param cost of one public instance for an hour; null when not known
   * @param linked its instances need the link, so it may serve only while the link answers
   * @param scales instances can be started and stopped here
   * @param learns {@code capacity} is a first guess, and is learned
   * @param billed an instance is billed in whole pieces of this time; zero when by the second or
   *     not known
   */
  public record SiteRules(
      String name,
      Role role,
      Rate capacity,
      int instances,
      @Nullable Money cost,
      IdleLevel idle,
      boolean linked,
      boolean scales,
      boolean learns,
      Duration billed) {
    public SiteRules {
      // Absent in what an earlier version logged.
      billed = Objects.requireNonNullElse(billed, Duration.ZERO);
    }

    /** Billed by the second. */
    public SiteRules(
        String name,
        Role role,
        Rate capacity,
        int instances,
        @Nullable Money cost,
        IdleLevel idle,
        boolean linked,
        boolean scales,
        boolean learns) {
      this(name, role, capacity, instances, cost, idle, linked, scales, learns, Duration.ZERO);
    }

    /** With a capacity that is known, billed by the second. */
    public SiteRules(
        String name,
        Role role,
        Rate capacity,
        int instances,
        @Nullable Money cost,
        IdleLevel idle,
        boolean linked,
        boolean scales) {
      this(name, role, capacity, instances, cost, idle, linked, scales, false);
    }

    public boolean isPublic() {
      return role == Role.PUBLIC;
    }
  }

  public Rules {
    sites = List.copyOf(sites);
    events = List.copyOf(events);
    steering = steering == null ? Ability.WEIGHTED : steering;
  }

  /** Steered by a target that shows exact shares. */
  public Rules(
      List<SiteRules> sites, Tuning tuning, @Nullable Money budget, List<KnownEvent> events) {
    this(sites, tuning, budget, events, Ability.WEIGHTED);
  }

  /** The same, steered by a target that can do this. */
  public Rules steeredBy(Ability ability) {
    return new Rules(sites, tuning, budget, events, ability);
  }

  /**
   * Whoever gets clients gets all of them: the target cannot show parts, or only parts that depend
   * on how many addresses a site has.
   */
  public boolean allOrNothing() {
    return steering != Ability.WEIGHTED;
  }

  /**
   * @param scales from a site's name: its platform can start and stop instances
   */
  public static Rules of(App app, java.util.function.Predicate<String> scales) {
    return new Rules(
        app.sites().stream()
            .map(s ->
                new SiteRules(
                    s.name(),
                    s.role(),
                    s.capacity(),
                    s.instances(),
                    s.cost(),
                    s.idle(),
                    s.gateway() != null,
                    scales.test(s.name()),
                    s.learns(),
                    s.billed()))
            .toList(),
        app.tuning(),
        app.budget(),
        app.events());
  }

  /** The same with the events of the next day and the past one only: others decide nothing. */
  public Rules around(Instant now) {
    if (events.isEmpty()) {
      return this;
    }
    Instant begin = now.minus(AROUND);
    Instant end = now.plus(AROUND);
    List<KnownEvent> near = events.stream().filter(e -> e.within(begin, end)).toList();
    return new Rules(sites, tuning, budget, near, steering);
  }
}
