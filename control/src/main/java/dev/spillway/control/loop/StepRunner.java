package dev.spillway.control.loop;

import dev.spillway.control.release.ReleaseState;
import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.GatewayHost.Gateway;
import dev.spillway.core.Invitations;
import dev.spillway.core.Now;
import dev.spillway.core.Plan;
import dev.spillway.core.Plan.Step;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan, step by step: the intent is on the disk before a step begins, its outcome
 * after it. A step that fails waits, and with it the later steps that may rely on it: starts at the
 * same site, and, after failed shares, every stop. A stop waits for no start: what is no longer
 * needed must not go on billing because a gateway cannot be started. A gateway that does not stay
 * up is started again ever more slowly. A plan that has become old is left to the next tick.
 */
final class StepRunner {
  private static final String WHO = "policy";

  /** How long an instance that is asked to end may take. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long a refusal is shown to the policy, which then waits by its own rules. */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(25);

  private static final Duration INVALID_PAUSE = Duration.ofSeconds(30);

  private record Refusal(String why, long until) {}

  private final AppParts parts;
  private final Supplier<ReleaseState> releases;
  private final ReleaseStore artifacts;
  private final Publisher publisher;
  private final Departures departures;
  private final EventLog events;
  private final Meters meters;
  private final Ticker ticker;
  private final Duration tooOld;
  private final Costs costs;
  private final @Nullable Invitations invitations;
  private final Backoff backoff = new Backoff();
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final Set<String> staged = ConcurrentHashMap.newKeySet();

  StepRunner(
      AppParts parts,
      Supplier<ReleaseState> releases,
      ReleaseStore artifacts,
      Publisher publisher,
      Departures departures,
      EventLog events,
      Meters meters,
      Ticker ticker,
      Duration tooOld,
      Costs costs,
      @Nullable Invitations invitations) {
    this.parts = parts;
    this.releases = releases;
    this.artifacts = artifacts;
    this.publisher = publisher;
    this.departures = departures;
    this.events = events;
    this.meters = meters;
    this.ticker = ticker;
    this.tooOld = tooOld;
    this.costs = costs;
    this.invitations = invitations;
  }

  /** Why the site's platform lately refused to start more; empty when it did not. */
  String refusal(String site, Now now) {
    Refusal refusal = refusals.get(site);
    return refusal == null || now.nanos() - refusal.until() > 0 ? "" : refusal.why();
  }

  /** Carries out what can be carried out now. */
  void run(Plan plan, Map<String, List<String>> addresses, Now planned) {
    Set<String> blockedSites = new HashSet<>();
    boolean sharesFailed = false;
    for (Step step : plan.steps()) {
      Now now = ticker.now();
      if (now.since(planned.nanos()).compareTo(tooOld) > 0) {
        return;
      }
      String site = siteOf(step);
      boolean stops = step instanceof Plan.StopInstance || step instanceof Plan.StopGateway;
      boolean relies = stops ? sharesFailed : blockedSites.contains(site);
      if (relies || !possible(step, addresses)) {
        continue;
      }
      boolean done = !backoff.waits(step.describe(), now) && attempt(step, addresses, planned);
      if (!done && step instanceof Plan.SetShares) {
        sharesFailed = true;
      } else if (!done) {
        blockedSites.add(site);
      }
    }
  }

  /** Without a release nothing starts, and without any address nothing is published. */
  private boolean possible(Step step, Map<String, List<String>> addresses) {
    return switch (step) {
      case Plan.StartInstance s -> wanted(s.site()).isPresent();
      case Plan.SetShares s -> addresses.values().stream().anyMatch(known -> !known.isEmpty());
      default -> true;
    };
  }

  private Optional<Release> wanted(String site) {
    return releases.get().wanted(site);
  }

  /** Empty for shares, which are of all sites. */
  static String siteOf(Step step) {
    return switch (step) {
      case Plan.StartGateway s -> s.site();
      case Plan.StartInstance s -> s.site();
      case Plan.StopInstance s -> s.site();
      case Plan.StopGateway s -> s.site();
      case Plan.SetShares s -> "";
    };
  }

  /**
   * @param planned when it was decided, not later than now
   */
  private boolean attempt(Step step, Map<String, List<String>> addresses, Now planned) {
    Now now = ticker.now();
    if (step instanceof Plan.SetShares && publisher.knowsLater(planned)) {
      return false; // a later plan went past this one: its stops wait for the next tick
    }
    if (step instanceof Plan.StopInstance stop && leaves(stop, now)) {
      return true;
    }
    String app = parts.app().name();
    try {
      events.intent(now.wall(), app, Event.Kind.STEP, WHO, step.describe(), null);
      apply(step, addresses, planned);
      if (step instanceof Plan.StartGateway) {
        backoff.repeats(step.describe(), now);
      } else {
        backoff.succeeded(step.describe());
      }
      meters.step(app, "done");
      Now after = ticker.now();
      events.note(after.wall(), app, Event.Kind.STEP, WHO, "done: " + step.describe(), null);
      return true;
    } catch (AdapterException e) {
      failed(step, e, now);
    } catch (StoreException e) {
      meters.step(app, "not stored");
      backoff.failed(step.describe(), Duration.ZERO, now);
      events.note(
          now.wall(),
          app,
          Event.Kind.FAILURE,
          WHO,
          "not done, because it cannot be stored: " + step.describe() + ": " + e.getMessage(),
          null);
    }
    return false;
  }

  private void failed(Step step, AdapterException e, Now now) {
    String app = parts.app().name();
    String site = siteOf(step);
    meters.failed(app, site, e);
    String kind =
        switch (e) {
          case AdapterException.Transient t -> "failed, is tried again";
          case AdapterException.Refused r -> "refused";
          case AdapterException.Invalid i -> "cannot work until it is changed";
        };
    meters.step(app, kind);
    if (e instanceof AdapterException.Refused) {
      refusals.put(
          site, new Refusal(String.valueOf(e.getMessage()), now.nanos() + REFUSED_FOR.toNanos()));
    }
    Duration pause = e instanceof AdapterException.Invalid ? INVALID_PAUSE : Duration.ZERO;
    backoff.failed(step.describe(), pause, now);
    events.note(
        now.wall(),
        app,
        Event.Kind.FAILURE,
        WHO,
        step.describe() + ": " + kind + ": " + e.getMessage(),
        null);
  }

  private void apply(Step step, Map<String, List<String>> addresses, Now planned)
      throws AdapterException {
    if (step instanceof Plan.SetShares shares) {
      publisher.publish(shares.shares(), addresses, planned);
      return;
    }
    SiteParts site = parts.site(siteOf(step));
    site.turn().lock();
    try {
      switch (step) {
        case Plan.StartGateway s -> gateway(site).start();
        case Plan.StopGateway s -> gateway(site).stop();
        case Plan.StartInstance s -> start(site, s.instance());
        case Plan.StopInstance s ->
            site.platform().apply(new PlatformChange.Stop(s.instance(), GRACE));
        case Plan.SetShares s -> throw new IllegalStateException("published above");
      }
    } finally {
      site.turn().unlock();
    }
  }

  /** An instance that clients are told of goes out of the answers first; nothing is stopped yet. */
  private boolean leaves(Plan.StopInstance stop, Now now) {
    boolean known = departures.has(stop.site(), stop.instance());
    if (!departures.begin(parts.site(stop.site()), stop.instance(), now)) {
      return false;
    }
    if (!known) {
      String app = parts.app().name();
      meters.step(app, "begun");
      String text = "leaves the answers first: " + stop.describe();
      events.note(now.wall(), app, Event.Kind.STEP, WHO, text, null);
    }
    return true;
  }

  /** Stops every instance that left the answers and that nobody asks any more. */
  void finishLeaving() {
    Now now = ticker.now();
    for (Plan.StopInstance step : departures.due(now)) {
      if (!backoff.waits(step.describe(), now)) {
        attempt(step, Map.of(), now);
      }
    }
  }

  private static GatewayHost gateway(SiteParts site) throws AdapterException {
    GatewayHost gateway = site.gateway();
    if (gateway == null) {
      throw new AdapterException.Invalid(
          site.name() + " has no gateway; name one in the app's file or remove its need");
    }
    return gateway;
  }

  private void start(SiteParts site, String instance) throws AdapterException {
    Release release = wanted(site.name()).orElseThrow();
    stage(site.name(), release);
    Map<String, String> settings =
        InstanceSettings.expand(
            parts.app(), site.site(), gatewayNow(site), at -> invite(site, release, at));
    Now ordered = ticker.now();
    site.platform().apply(new PlatformChange.Start(instance, release, settings));
    costs.ordered(site.name(), ticker.now().since(ordered.nanos()));
  }

  private String invite(SiteParts site, Release release, Endpoint at) throws AdapterException {
    Invitations all = invitations;
    if (all == null) {
      throw new AdapterException.Invalid("invitations need the link, which no app uses");
    }
    int most = site.site().instances();
    return all.invite(parts.app().name(), site.name(), release.digest(), most, at);
  }

  /** Perhaps something else than a release ran there: it is checked again before a start. */
  void distrust(String site) {
    staged.removeIf(key -> key.startsWith(site + "/"));
  }

  /** Asked anew: the step before may have started it, which no look has seen yet. */
  private static Optional<Gateway> gatewayNow(SiteParts site) throws AdapterException {
    GatewayHost host = site.gateway();
    if (host == null) {
      return Optional.empty();
    }
    Optional<Gateway> gateway = host.gateway();
    if (gateway.isEmpty()) {
      throw new AdapterException.Transient("the gateway at " + site.name() + " is not there yet");
    }
    return gateway;
  }

  /** Brings a release to a site, once for each process: the platform checks the digest. */
  void stage(String siteName, Release release) throws AdapterException {
    String key = siteName + "/" + release.digest().hex();
    if (staged.contains(key)) {
      return;
    }
    SiteParts site = parts.site(siteName);
    site.turn().lock();
    try {
      site.platform().apply(new PlatformChange.Stage(release, artifacts.path(release)));
      staged.add(key);
    } finally {
      site.turn().unlock();
    }
  }

  /** Publishes shares at once, while an earlier plan still hangs in a slow call. */
  void publishAside(Plan plan, Map<String, List<String>> addresses, Now now) {
    for (Step step : plan.steps()) {
      if (step instanceof Plan.SetShares && !backoff.waits(step.describe(), now)) {
        attempt(step, addresses, now);
      }
    }
  }
}
