package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.core.KnownEvent;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Rules;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision is made from.
 *
 * @param facts in the rules' order
 * @param outlook null as long as demand was never measured
 * @param demand total now, req/s; null when it is not known
 * @param overAt when demand was last above spill-at, this look included; see {@link Memory}
 * @param lag how clients follow a change of shares, this look included
 */
record Situation(
    Rules rules,
    Observation observation,
    Now now,
    List<Facts> facts,
    @Nullable Outlook outlook,
    @Nullable Double demand,
    @Nullable Long overAt,
    Lag lag,
    Leads leads) {

  private static final double HOME_NOISE = 1.17;
  private static final double PUBLIC_NOISE = 0.54;

  /** A part of home's capacity; demand that is farther below spill-at starts nothing. */
  private static final double CLOSE = 0.05;

  /** An app whose demand was above spill-at so lately is one that may jump there again. */
  private static final Duration LATELY = Duration.ofDays(1);

  /** Slack before something is let go, so that noise does not start it again. */
  private static final double LET_GO = 1.09;

  /** Which rule governs the shares at this moment; the first that applies. */
  enum Mode {
    /** No site can serve: home gets all. */
    ALL_DEAD,
    /** Home cannot serve, something public can. */
    HOME_DEAD,
    /** Home or a spilling site sends no fresh signals. */
    BLIND,
    /** A person holds the shares. */
    HELD,
    NORMAL
  }

  static Situation of(Rules rules, Memory memory, Observation observation, Now now) {
    Tuning tuning = rules.tuning();
    List<Facts> looks = new ArrayList<>();
    Duration delay = Duration.ZERO;
    for (Rules.SiteRules site : rules.sites()) {
      Observation.SiteView view = observation.site(site.name());
      SiteMemory seen = Watch.look(site, view, memory.site(site.name()), memory.at(), now, tuning);
      Facts f =
          new Facts(
              site, view, seen, Outage.away(site, view, seen, now, tuning.linkGrace()), tuning);
      looks.add(f);
      if (!site.isPublic() && f.demand() != null && f.age() != null) {
        delay = f.age();
      }
    }
    Double demand = total(looks);
    Lessons lessons = Lessons.of(memory.lag(), looks, demand, rules, now);
    List<Facts> facts = lessons.facts();
    Leads leads = Leads.of(tuning, lessons.lag(), Choice.warmUp(facts, tuning), delay.plus(delay));
    return new Situation(
        rules,
        observation,
        now,
        facts,
        outlook(memory, facts, demand, leads, tuning, now),
        demand,
        overAt(memory, facts, demand, tuning, now),
        lessons.lag(),
        leads);
  }

  private static @Nullable Long overAt(
      Memory memory, List<Facts> facts, @Nullable Double demand, Tuning tuning, Now now) {
    boolean over = demand != null && demand > tuning.spillAt() * whenWell(facts);
    return over ? Long.valueOf(now.wall().getEpochSecond()) : memory.overAt();
  }

  private static @Nullable Outlook outlook(
      Memory memory,
      List<Facts> facts,
      @Nullable Double demand,
      Leads leads,
      Tuning tuning,
      Now now) {
    Outlook before = memory.outlook();
    if (demand == null || facts.stream().anyMatch(Facts::blind)) {
      return before;
    }
    if (before != null && facts.stream().anyMatch(Facts::unsettled)) {
      return before.held(now.nanos());
    }
    double lost = facts.stream().mapToDouble(Facts::rejected).sum();
    Duration slot = Outlook.slot(Leads.guessed(tuning));
    if (before == null) {
      return Outlook.first(demand, lost, now.nanos());
    }
    double capacity = whenWell(facts);
    return before.continues(now.nanos(), slot)
        ? before.with(demand, lost, now.nanos(), now.wall(), slot, capacity, leads)
        : before.resumed(demand, lost, now.nanos());
  }

  /** What home carries with all of its instances, req/s. */
  private static double whenWell(List<Facts> facts) {
    return facts.stream().filter(f -> !f.isPublic()).mapToDouble(f -> f.each().perSecond()).sum();
  }

  /** Demand of all sites; null when no site that serves knows its own. */
  private static @Nullable Double total(List<Facts> facts) {
    Double sum = null;
    for (Facts f : facts) {
      Double here = f.demand();
      if (here != null) {
        sum = sum == null ? here : sum + here;
      }
    }
    return sum;
  }

  Mode mode() {
    if (facts.stream().allMatch(Facts::dead)) {
      return Mode.ALL_DEAD;
    }
    if (home().noneMatch(Facts::serves)) {
      return Mode.HOME_DEAD;
    }
    if (outlook == null || demand == null || blind() != null) {
      return Mode.BLIND;
    }
    return holding() == null ? Mode.NORMAL : Mode.HELD;
  }

  Stream<Facts> home() {
    return facts.stream().filter(f -> !f.isPublic());
  }

  /** In the order in which they take the overflow, see {@link Choice}. */
  List<Facts> publicSites() {
    List<Facts> inOrder = Choice.inOrder(facts, rules.tuning());
    return rules.allOrNothing() ? Switch.order(this, inOrder) : inOrder;
  }

  @Nullable Facts blind() {
    return facts.stream().filter(Facts::blind).findFirst().orElse(null);
  }

  @Nullable Intervention holding() {
    return active(Intervention.Kind.HOLD, null);
  }

  /** The running intervention of this kind that is about the site; null when there is none. */
  @Nullable Intervention active(Intervention.Kind kind, @Nullable String site) {
    return observation.interventions().stream()
        .filter(i -> i.kind() == kind && i.active(now.wall()))
        .filter(i -> site == null || i.site().equals(site))
        .findFirst()
        .orElse(null);
  }

  /** What home carries now, req/s. */
  double homeCapacity() {
    return home().mapToDouble(Facts::capacity).sum();
  }

  /**
   * What home is planned to carry, req/s: never above spill-at, and below its capacity by {@value
   * #HOME_NOISE} standard deviations of what demand does from second to second there.
   */
  double target() {
    double capacity = homeCapacity();
    double part = Math.sqrt(capacity / Math.max(expectedNear(), 0.2 * Math.max(capacity, 1e-9)));
    double calm = capacity - HOME_NOISE * noise() * part;
    return Math.min(rules.tuning().spillAt() * capacity, Math.max(capacity / 2, calm));
  }

  /** What so much public capacity is planned to carry, req/s. */
  double carries(double capacity) {
    double part = Math.sqrt(capacity / Math.max(expectedNear(), Math.max(capacity, 1e-9)));
    return Math.max(0, capacity - PUBLIC_NOISE * noise() * part);
  }

  private double noise() {
    return outlook == null
        ? 0
        : outlook.noisePerSecond(Outlook.slot(Leads.guessed(rules.tuning())));
  }

  /** What everything comes back below, req/s. */
  double returnBelow() {
    return rules.tuning().returnAt() * homeCapacity();
  }

  double level() {
    return outlook == null ? 0 : outlook.level();
  }

  double expectedFar() {
    return outlook == null ? 0 : Math.max(outlook.expectedFar(leads.far()), expectedNear());
  }

  double expectedNear() {
    double announced = events().mapToDouble(e -> e.demand().perSecond()).max().orElse(0);
    return outlook == null ? 0 : Math.max(outlook.expectedNear(leads.near()), announced);
  }

  /**
   * Those that are on or begin within twice the far lead: all their clients may come at once, so
   * instances and shares must be there before, even when a start takes its time.
   */
  Stream<KnownEvent> events() {
    Instant end = now.wall().plus(leads.far().multipliedBy(2));
    return rules.events().stream().filter(e -> e.within(now.wall(), end));
  }

  /**
   * Measured demand from which a forecast starts instances. While nothing public runs, no event is
   * near and demand was not above spill-at for a day, a forecast alone starts nothing: demand that
   * stays low, however it jumps, must never cost anything.
   */
  double startsFrom() {
    boolean runs = facts.stream().anyMatch(f -> f.isPublic() && f.standing() > 0);
    boolean lately = overAt != null && now.wall().getEpochSecond() - overAt < LATELY.toSeconds();
    return runs || lately || events().findAny().isPresent()
        ? 0
        : (rules.tuning().spillAt() - CLOSE) * homeCapacity();
  }

  /** Demand to start instances for. */
  double toStartFor() {
    double measured = demand == null ? 0 : demand;
    return measured >= startsFrom() ? expectedFar() : 0;
  }

  /** What must not be exceeded before an instance is let go. */
  double expectedStay() {
    return outlook == null ? 0 : Math.max(outlook.expectedStay() * LET_GO, expectedFar());
  }

  /** Demand after a jump that comes back at this time; 0 when none is expected. */
  double expectedSurge() {
    if (outlook == null) {
      return 0;
    }
    double after = outlook.surges().expected(now.wall(), leads.far()) * outlook.level();
    return after > expectedFar() ? after : 0;
  }

  /** Demand to keep instances for: what is there, but for what an outage makes of it. */
  double settled() {
    return facts.stream().anyMatch(Facts::unsettled) ? level() : present();
  }

  /** Demand to measure capacities against: never below what is there already. */
  double present() {
    return Math.max(level(), demand == null ? 0 : demand);
  }
}
