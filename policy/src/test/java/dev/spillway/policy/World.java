package dev.spillway.policy;

import dev.spillway.core.Decision;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Intervention;
import dev.spillway.core.KnownEvent;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Money;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Plan;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.core.Signal;
import dev.spillway.core.SteeringTarget;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A world for stories: home "hq" carries 400 req/s on 2 instances, "azure" has up to 10 instances
 * of 100 req/s and needs the link. It obeys plans at once; an instance is ready after the warm-up
 * of 4 s. Clients follow shares at once.
 */
final class World {
  static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  Tuning tuning = tuning(0.25, 600);
  IdleLevel idle = IdleLevel.ZERO;
  @Nullable Money budget;
  @Nullable Money spent;
  final Map<String, Place> places = new LinkedHashMap<>();
  final List<Intervention> interventions = new ArrayList<>();
  final List<KnownEvent> events = new ArrayList<>();
  SteeringTarget.Ability steering = SteeringTarget.Ability.WEIGHTED;
  double demand = 200;
  double leftAtAzure;
  Duration usedAge = Duration.ZERO;
  boolean startsWork = true;
  long second;
  Memory memory = Memory.fresh();
  Decision decision =
      new Decision(null, null, Duration.ZERO, Decision.Phase.HOME, "", "", "", List.of());
  Plan plan = Plan.EMPTY;
  Observation seen = new Observation(List.of(), List.of(), null);
  final List<Plan.Step> done = new ArrayList<>();

  /** What is at one site. */
  static final class Place {
    SiteRules rules;
    final Map<String, InstanceView> instances = new LinkedHashMap<>();
    final Map<String, Long> since = new LinkedHashMap<>();
    double share;
    boolean gateway;
    @Nullable LinkStatus link = up();
    String refusal = "";
    Duration age = Duration.ZERO;
    final Map<String, Double> used = new LinkedHashMap<>();

    /** Somebody lowers what the site may have. */
    void max(int instances) {
      rules =
          new SiteRules(
              rules.name(),
              rules.role(),
              rules.capacity(),
              instances,
              rules.cost(),
              rules.idle(),
              rules.linked(),
              rules.scales(),
              rules.learns(),
              rules.billed());
    }

    Place(SiteRules rules) {
      this.rules = rules;
    }

    void set(String id, Readiness readiness, boolean outdated) {
      instances.put(id, new InstanceView(id, readiness, outdated, ""));
    }

    long ready() {
      return instances.values().stream().filter(i -> i.readiness() == Readiness.READY).count();
    }
  }

  World() {
    this(site("azure", true));
  }

  World(SiteRules... publicSites) {
    add(
        new SiteRules(
            "hq", Role.PRIVATE, Rate.perSecond(400), 2, null, IdleLevel.ZERO, false, true));
    for (SiteRules site : publicSites) {
      add(site);
    }
    hq().share = 1;
    hq().set("hq-1", Readiness.READY, false);
    hq().set("hq-2", Readiness.READY, false);
  }

  private void add(SiteRules rules) {
    places.put(rules.name(), new Place(rules));
  }

  static SiteRules site(String name, boolean linked) {
    return new SiteRules(
        name,
        Role.PUBLIC,
        Rate.perSecond(100),
        10,
        new Money(0.12, "USD"),
        IdleLevel.ZERO,
        linked,
        true);
  }

  static Tuning tuning(double step, int changesPerHour) {
    return new Tuning(
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        0.9,
        0.7,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        step,
        0.01,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(6),
        changesPerHour,
        null,
        0.001);
  }

  static LinkStatus up() {
    return new LinkStatus(true, Duration.ofMillis(9), 1, Map.of("db", true), Duration.ZERO);
  }

  static LinkStatus down(int seconds) {
    return new LinkStatus(false, null, 0, Map.of("db", false), Duration.ofSeconds(seconds));
  }

  Place hq() {
    return place("hq");
  }

  Place azure() {
    return place("azure");
  }

  Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(name);
    }
    return place;
  }

  Rules rules() {
    return new Rules(
        places.values().stream()
            .map(p -> p.rules)
            .map(r ->
                new SiteRules(
                    r.name(),
                    r.role(),
                    r.capacity(),
                    r.instances(),
                    r.cost(),
                    r.isPublic() ? idle : r.idle(),
                    r.linked(),
                    r.scales(),
                    r.learns(),
                    r.billed()))
            .toList(),
        tuning,
        budget,
        List.copyOf(events),
        steering);
  }

  Now now() {
    return new Now(second * 1_000_000_000L, NOON.plusSeconds(second));
  }

  Observation observe() {
    return new Observation(
        places.values().stream().map(this::view).toList(), List.copyOf(interventions), spent);
  }

  private SiteView view(Place p) {
    boolean measured = !p.rules.isPublic() || !p.instances.isEmpty();
    double here = p.share * demand + (p.rules.name().equals("azure") ? leftAtAzure : 0);
    return new SiteView(
        p.rules.name(),
        List.copyOf(p.instances.values()),
        p.gateway,
        p.gateway,
        p.rules.linked() && p.gateway ? p.link : null,
        Share.of(p.share),
        measured ? new Signal(here, p.age) : null,
        measured ? new Signal(here, p.age) : null,
        measured ? new Signal(0, p.age) : null,
        null,
        null,
        used(p),
        null,
        p.refusal,
        List.of());
  }

  private Map<String, Signal> used(Place p) {
    Map<String, Signal> all = new LinkedHashMap<>();
    p.used.forEach((name, part) -> all.put(name, new Signal(part, usedAge)));
    return all;
  }

  /** One second: decide, plan, obey. */
  void tick() {
    second++;
    places.values().forEach(this::warm);
    seen = observe();
    Decided decided = Policy.decide(rules(), memory, seen, now());
    memory = decided.memory();
    decision = decided.decision();
    plan = Planner.plan(rules(), decision, memory, seen);
    plan.steps().forEach(this::obey);
    done.addAll(plan.steps());
  }

  void ticks(int count) {
    for (int i = 0; i < count; i++) {
      tick();
    }
  }

  /** Demand moves evenly to a new value. */
  void ramp(double to, int seconds) {
    double from = demand;
    for (int i = 1; i <= seconds; i++) {
      demand = from + (to - from) * i / seconds;
      tick();
    }
  }

  private void warm(Place p) {
    for (InstanceView i : List.copyOf(p.instances.values())) {
      Long since = p.since.get(i.id());
      if (i.readiness() == Readiness.STARTING && since != null && second - since >= 4) {
        p.set(i.id(), startsWork ? Readiness.READY : Readiness.FAILED, false);
      }
    }
  }

  private void obey(Plan.Step step) {
    switch (step) {
      case Plan.StartGateway s -> place(s.site()).gateway = true;
      case Plan.StopGateway s -> place(s.site()).gateway = false;
      case Plan.StartInstance s -> {
        if (!place(s.site()).refusal.isEmpty()) {
          return;
        }
        place(s.site()).set(s.instance(), Readiness.STARTING, false);
        place(s.site()).since.put(s.instance(), second);
      }
      case Plan.StopInstance s -> place(s.site()).instances.remove(s.instance());
      case Plan.SetShares s -> s.shares().forEach(x -> place(x.site()).share = x.share().value());
    }
  }

  Intervention intervene(Intervention.Kind kind, String site, @Nullable Double share) {
    Intervention i =
        new Intervention(
            kind,
            site,
            share == null ? null : Share.of(share),
            "a drill",
            "ada",
            NOON.plusSeconds(100_000));
    interventions.add(i);
    return i;
  }

  /** A burst is on: 600 req/s, shares and instances at rest. */
  World spilling() {
    ticks(30);
    ramp(600, 60);
    ticks(500);
    done.clear();
    return this;
  }

  List<String> doneInWords() {
    return done.stream().map(Plan.Step::describe).toList();
  }
}
