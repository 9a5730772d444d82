package dev.spillway.control.loop;

import dev.spillway.control.loop.Decider.Wish;
import dev.spillway.control.release.Deployer;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Decision;
import dev.spillway.core.Health;
import dev.spillway.core.Intervention;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Plan;
import dev.spillway.core.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one app: observe, decide, plan, apply. {@link #tick} is called by one thread at a
 * time and never waits for an adapter; everything else may be called by any thread.
 */
public final class AppLoop implements AutoCloseable {
  /** After this long, a site whose platform never answered no longer keeps the others waiting. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(30);

  private final App app;
  private final AppParts parts;
  private final LoopParts shared;
  private final AppMemory memory;
  private final Map<String, SiteWatch> watches = new LinkedHashMap<>();
  private final Publisher publisher;
  private final ReadyRule rule;
  private final Observer observer;
  private final Interventions interventions;
  private final Decider decider;
  private final Departures departures;
  private final StepRunner steps;
  private final Publishing publishing;
  private final Rollout rollout;
  private final Costs costs;
  private final Changes changes;
  private final Troubles troubles;
  private final History history;
  private final Lane planLane;
  private final Lane checkLane;
  private final Now started;
  private final Duration grace;
  private volatile @Nullable Seen seen;
  private volatile @Nullable Decision decision;
  private volatile @Nullable AppStatus status;

  /**
   * Takes over what is stored of the app and what is published for it.
   *
   * @throws StoreException when what is stored cannot be read
   */
  AppLoop(AppParts parts, LoopParts shared) throws StoreException {
    this.app = parts.app();
    this.parts = parts;
    this.shared = shared;
    this.started = shared.ticker().now();
    this.memory = AppMemory.load(shared.store(), app.name());
    this.planLane = lane();
    this.checkLane = lane();
    this.troubles = new Troubles(app.name(), shared.events(), shared.meters(), shared.ticker());
    for (SiteParts site : parts.sites()) {
      watches.put(
          site.name(),
          new SiteWatch(
              app.name(), site, shared.links(), shared.ticker(), shared.executor(), troubles));
    }
    this.publisher = new Publisher(app, parts.steering());
    this.rule = new ReadyRule(memory.ready().get().keys());
    this.departures = new Departures(parts, watches, publisher);
    this.observer = new Observer(parts, watches, publisher, rule, departures);
    this.interventions = new Interventions(app.name(), memory.interventions(), shared.events());
    this.decider =
        new Decider(app.name(), parts.rules(), memory.policy(), shared.events(), shared.meters());
    this.costs =
        new Costs(
            parts, watches, memory.ledger(), shared.events(), checkLane, shared.invitations());
    this.steps =
        new StepRunner(
            parts,
            memory.releases()::get,
            shared.artifacts(),
            publisher,
            departures,
            shared.events(),
            shared.meters(),
            shared.ticker(),
            tooOld(shared.tick()),
            costs,
            shared.invitations());
    this.publishing = new Publishing(app.name(), publisher, shared, troubles);
    this.rollout = new Rollout(parts, shared, memory, steps, troubles);
    this.changes = new Changes(app.name(), shared.events());
    this.history = new History(app.sites().stream().map(Site::name).toList());
    this.grace = probeTime(app.health());
  }

  /**
   * Makes the app's adapters and its loop.
   *
   * @throws AdapterException.Invalid when an adapter cannot work here
   * @throws StoreException when what is stored cannot be read
   */
  public static AppLoop make(App app, Path folder, Wiring wiring, LoopParts shared)
      throws AdapterException, StoreException {
    AppParts parts = wiring.make(app, folder);
    try {
      return new AppLoop(parts, shared);
    } catch (StoreException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private Lane lane() {
    return new Lane(shared.executor(), shared.ticker());
  }

  private static Duration tooOld(Duration tick) {
    Duration two = tick.multipliedBy(2);
    return two.compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ofSeconds(2) : two;
  }

  /** How long probes need to judge an instance anew. */
  private static Duration probeTime(Health health) {
    return health.interval().plus(health.timeout()).multipliedBy(health.rise() + 1L).plusSeconds(2);
  }

  /** Reads what is published, and brings the app's artifact out if nothing ever was. */
  public void begin() {
    publishing.resume();
    rollout.begin();
  }

  /** One round: observe, decide, plan, apply. */
  public void tick() {
    Now now = shared.ticker().now();
    shared.meters().tick(app.name());
    watches.values().forEach(w -> w.poll(now));
    publishing.tick();
    tellOverdue(now);
    interventions.expire(now);
    watches.forEach((site, watch) -> {
      if (watch.seenFor(grace, now)) {
        rule.endGrace(site);
      }
    });
    Seen look =
        observer.observe(deployer().state(), wishes(now), costs.spent(), steps::refusal, now);
    seen = look;
    String waiting = waitingFor(now);
    if (waiting.isEmpty()) {
      act(look, now);
    }
    status =
        StatusMaker.make(
            app, look, decision, waiting, deployer().state(), costs, decider.insight(), now);
  }

  /** An instance shows another digest, or its artifact may be damaged so that it cannot run. */
  private static boolean mayRunOtherBytes(SiteView site) {
    return site.instances().stream()
        .map(InstanceView::readiness)
        .anyMatch(r -> r == Readiness.WRONG_DIGEST || r == Readiness.FAILED);
  }

  private String waitingFor(Now now) {
    if (decision != null || now.since(started.nanos()).compareTo(FIRST_LOOK) > 0) {
      return "";
    }
    Set<String> unseen = unseen();
    if (unseen.isEmpty()) {
      return publishing.resumed() ? "" : "Starting: waits to read what is published.";
    }
    return "Starting: waits for the first look at " + unseen + ".";
  }

  /** Sites whose platform has not answered since this process began. */
  private Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    watches.forEach((site, watch) -> {
      if (!watch.seen()) {
        unseen.add(site);
      }
    });
    return unseen;
  }

  private void act(Seen look, Now now) {
    changes.tell(look, now);
    look.observation().sites().stream()
        .filter(AppLoop::mayRunOtherBytes)
        .forEach(site -> steps.distrust(site.site()));
    rememberReady(look);
    rollout.tick(look, decision, now);
    Wish wish = decider.decide(look.observation(), now);
    decision = wish.decision();
    Plan plan = Unseen.without(unseen(), wish.plan(), publisher.published());
    if (!plan.isEmpty() || departures.any()) {
      apply(plan, look, now);
    }
    decider.remember(now);
    publishing.refresh(look, now);
    costs.tick(look, now);
    history.add(StatusMaker.point(app, look, wish.decision(), decider.insight(), now));
  }

  private void apply(Plan plan, Seen look, Now now) {
    boolean begun =
        planLane.offer(
            "carrying out " + plan.steps().size() + " steps",
            () -> {
              steps.run(plan, look.addresses(), now);
              steps.finishLeaving();
            });
    if (!begun) {
      // An earlier plan hangs in a slow call: shares do not wait for it.
      publishing.aside(steps, plan, look, now);
    }
  }

  private void rememberReady(Seen look) {
    Set<String> before = memory.ready().get().keys();
    Set<String> ready = new HashSet<>(look.ready());
    for (String site : unseen()) {
      before.stream().filter(key -> key.startsWith(site + "/")).forEach(ready::add);
    }
    if (ready.equals(before)) {
      return;
    }
    try {
      memory.ready().set(new AppMemory.Ready(ready), Durability.GROUPED);
    } catch (StoreException e) {
      System.getLogger(AppLoop.class.getName())
          .log(System.Logger.Level.DEBUG, app.name() + ": the ready set is stored later", e);
    }
  }

  private List<Intervention> wishes(Now now) {
    return rollout.with(interventions.active(now.wall()), now);
  }

  private void tellOverdue(Now now) {
    watches.values().forEach(w -> w.overdue(now, shared.callLimit()));
    Duration limit = shared.callLimit();
    Stream.of(
            rollout.overdue(now),
            publishing.overdue(now, limit),
            planLane.overdue(now, limit),
            checkLane.overdue(now, limit))
        .flatMap(Optional::stream)
        .forEach(what -> troubles.stuck(app.name(), what));
  }

  public App app() {
    return app;
  }

  public Deployer deployer() {
    return rollout.deployer();
  }

  /** As of the latest tick; null before the first. */
  public @Nullable AppStatus status() {
    return status;
  }

  public List<History.Point> history(Duration back) {
    return history.since(back, shared.ticker().now().wall().toEpochMilli());
  }

  /** What would be done now. */
  public PlanView plan() {
    return planWith(wishes(shared.ticker().now()));
  }

  /** What would be done if this were asked for; null asks to resume. */
  public PlanView dryRun(@Nullable Intervention asked) {
    Now now = shared.ticker().now();
    List<Intervention> all = asked == null ? List.of() : interventions.with(asked, now.wall());
    return planWith(rollout.with(all, now));
  }

  private PlanView planWith(List<Intervention> asked) {
    Seen last = seen;
    if (last == null) {
      throw new IllegalStateException("nothing was seen of " + app.name() + " yet; try again");
    }
    Wish wish = decider.dryRun(last.observation(), asked, shared.ticker().now());
    Plan plan = Unseen.without(unseen(), wish.plan(), publisher.published());
    List<String> steps = plan.steps().stream().map(Plan.Step::describe).toList();
    return new PlanView(wish.decision(), steps, costs.standing());
  }

  /**
   * A dry run: what would be wanted and done.
   *
   * @param standing what is paid for burst or not, so that no step ends it
   */
  public record PlanView(Decision decision, List<String> steps, List<String> standing) {}

  public void intervene(Intervention asked, Instant wall) throws StoreException {
    interventions.add(asked, wall);
  }

  public void resume(String who, String reason, Instant wall) throws StoreException {
    interventions.resume(who, reason, wall);
  }

  /** Frees this process's handles; what runs, runs on. */
  @Override
  public void close() {
    parts.close();
  }
}
