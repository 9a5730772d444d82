package dev.spillway.control.release;

import dev.spillway.control.release.Deployment.SiteProgress;
import dev.spillway.control.release.Deployment.SiteState;
import dev.spillway.control.release.Deployment.State;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Now;
import dev.spillway.core.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a release to one app's sites, one after another, and takes all back when one fails.
 *
 * <pre>
 * PENDING -> STAGED on all sites, then for each site in order:
 * VERIFYING: the site wants the release; its instances are replaced by the plan
 *   enough READY ones show the digest      -> VERIFIED
 *   one ended by itself, or the time is up -> all sites back to the last good release
 * </pre>
 *
 * The state is stored before anything follows from it, so a crash loses no more than the time that
 * a site was watched, which then starts again. While a deployment waits, its verified private sites
 * are judged on. Called by the app's loop, except {@link #start}, {@link #promote} and {@link
 * #abort}, which any thread may call.
 */
public final class Deployer {
  private static final String WHO = "deploy";

  /** Brings the artifact to one site; may take long, and is called off the loop. */
  public interface Stager {
    void stage(String site, Release release) throws AdapterException;
  }

  /** Runs a task off the loop; false when the last one still runs. */
  public interface Background {
    boolean offer(String what, Runnable task);
  }

  private final String app;
  private final List<String> siteOrder;
  private final Map<String, Duration> patience;
  private final Kept<ReleaseState> state;
  private final EventLog events;
  private final Staging staging;

  /** By site: since when it has not been as it should be, monotonic nanoseconds. */
  private final Map<String, Long> watchedSince = new HashMap<>();

  /**
   * @param patience by site: how long its verification may take
   */
  public Deployer(
      String app,
      Map<String, Duration> patience,
      Kept<ReleaseState> state,
      EventLog events,
      Stager stager,
      Background background) {
    this.app = app;
    this.siteOrder = List.copyOf(patience.keySet());
    this.patience = patience;
    this.state = state;
    this.events = events;
    this.staging = new Staging(stager, background);
  }

  public ReleaseState state() {
    return state.get();
  }

  /** Begins the first deployment; empty when any other was begun before. */
  public synchronized Optional<Deployment> startFirst(Release release, String who, Instant at)
      throws StoreException {
    boolean first = state.get().good() == null && state.get().running().isEmpty();
    return first ? Optional.of(start(release, null, who, at)) : Optional.empty();
  }

  /**
   * Begins a deployment. One that brings the same release to the same sites and is under way
   * already is what was asked for, and is returned.
   *
   * @param until the site to stop after; null for all
   * @throws IllegalStateException when another is running, or there is no such site
   */
  public synchronized Deployment start(
      Release release, @Nullable String until, String who, Instant at) throws StoreException {
    Optional<Deployment> running = state.get().running();
    if (running.filter(d -> same(d, release, until)).isPresent()) {
      return running.get();
    }
    if (running.isPresent()) {
      throw new IllegalStateException(
          "deployment "
              + running.get().id()
              + " is not at its end; wait for it, promote it, or abort it");
    }
    if (until != null && !siteOrder.contains(until)) {
      throw new IllegalStateException("no site " + until + "; the sites are " + siteOrder);
    }
    Deployment deployment =
        new Deployment(
            "d" + at.toEpochMilli(),
            release.digest().hex(),
            release.fileName(),
            State.RUNNING,
            at,
            null,
            until,
            state.get().good(),
            who,
            siteOrder.stream().map(s -> new SiteProgress(s, SiteState.PENDING, "")).toList(),
            "staging");
    staging.forget();
    watchedSince.clear();
    events.intent(
        at,
        app,
        Event.Kind.DEPLOY,
        who,
        "deploying " + release.fileName() + " " + release.digest().brief() + " to " + siteOrder,
        null);
    state.set(state.get().with(deployment), Durability.NOW);
    return deployment;
  }

  private static boolean same(Deployment d, Release release, @Nullable String until) {
    return d.state() == State.RUNNING
        && d.digest().equals(release.digest().hex())
        && Objects.equals(d.until(), until);
  }

  /**
   * Lets a waiting deployment go on.
   *
   * @throws IllegalStateException when none waits
   */
  public synchronized Deployment promote(String who, Instant at) throws StoreException {
    Deployment waiting =
        state
            .get()
            .running()
            .filter(d -> d.state() == State.WAITING)
            .orElseThrow(() -> new IllegalStateException("no deployment waits to be promoted"));
    Deployment next = waiting.promoted();
    events.intent(at, app, Event.Kind.DEPLOY, who, "promoted " + waiting.id(), null);
    state.set(state.get().with(next), Durability.NOW);
    return next;
  }

  /**
   * Ends the deployment that is not at its end, and takes every site back to the last good release.
   *
   * @throws IllegalStateException when there is none
   */
  public synchronized Deployment abort(String who, Instant at) throws StoreException {
    Deployment open =
        state
            .get()
            .running()
            .orElseThrow(() -> new IllegalStateException("no deployment is under way"));
    events.intent(at, app, Event.Kind.DEPLOY, who, "aborting " + open.id(), null);
    return takeBack(open, "aborted by " + who, at);
  }

  /** The site that must keep an instance although it may carry nothing; empty when none must. */
  public Optional<String> verifying() {
    return state.get().running().flatMap(d -> d.first(SiteState.VERIFYING)).map(SiteProgress::site);
  }

  /** Takes the running deployment as far as it can go now. */
  public synchronized void tick(Now now, List<SiteFacts> facts) throws StoreException {
    Deployment d = state.get().running().orElse(null);
    if (d == null) {
      return;
    }
    Release release = new Release(new Digest(d.digest()), d.fileName());
    if (d.state() == State.WAITING) {
      judgeVerified(d, release, facts, now);
    } else if (d.first(SiteState.PENDING).isPresent()) {
      stage(d, release, now);
    } else if (d.first(SiteState.VERIFYING).isPresent()) {
      verify(d, d.first(SiteState.VERIFYING).get().site(), release, facts, now);
    } else if (d.first(SiteState.STAGED).isPresent()) {
      begin(d, d.first(SiteState.STAGED).get().site(), release, facts);
    } else {
      finish(d, release, now);
    }
  }

  private void stage(Deployment d, Release release, Now now) throws StoreException {
    String site = d.first(SiteState.PENDING).orElseThrow().site();
    String outcome = staging.outcome(site, release).orElse(null);
    if (outcome == null) {
      return;
    }
    if (outcome.isEmpty()) {
      state.set(state.get().with(d.with(site, SiteState.STAGED, "digest checked")), Durability.NOW);
    } else {
      rollBack(d, site, "staging failed: " + outcome, now);
    }
  }

  private void begin(Deployment d, String site, Release release, List<SiteFacts> facts)
      throws StoreException {
    ReleaseState before = state.get();
    if (before.knowsNothing()) {
      // What runs although no release is known is replaced, not condemned.
      for (SiteFacts seen : facts) {
        before = before.former(seen.site(), seen.running());
      }
    }
    Deployment next =
        d.with(site, SiteState.VERIFYING, "replacing instances")
            .as(State.RUNNING, "verifying at " + site, null);
    state.set(before.wanting(site, release).with(next), Durability.NOW);
  }

  private void verify(Deployment d, String site, Release release, List<SiteFacts> facts, Now now)
      throws StoreException {
    SiteFacts seen = facts.stream().filter(f -> f.site().equals(site)).findFirst().orElseThrow();
    Verdict verdict = judge(d, release, seen, now);
    if (verdict.verified()) {
      verified(d, site, verdict.ready(), now);
    } else if (verdict.failure() != null) {
      rollBack(d, site, verdict.failure(), now);
    }
  }

  private Verdict judge(Deployment d, Release release, SiteFacts seen, Now now) {
    return Verdict.of(
        release,
        seen,
        d.startedAt(),
        watchedSince.computeIfAbsent(seen.site(), s -> now.nanos()),
        patience.getOrDefault(seen.site(), Duration.ofMinutes(5)),
        now);
  }

  /** Public sites need no instance while nothing is verified there: they prove nothing by it. */
  private void judgeVerified(Deployment d, Release release, List<SiteFacts> facts, Now now)
      throws StoreException {
    for (SiteFacts seen : facts) {
      if (seen.isPublic() || d.at(seen.site()) != SiteState.VERIFIED) {
        continue;
      }
      Verdict verdict = judge(d, release, seen, now);
      if (verdict.verified()) {
        watchedSince.remove(seen.site());
      } else if (verdict.failure() != null) {
        rollBack(d, seen.site(), verdict.failure(), now);
        return;
      }
    }
  }

  private void verified(Deployment d, String site, long ready, Now now) throws StoreException {
    watchedSince.remove(site);
    Deployment next =
        d.with(site, SiteState.VERIFIED, ready + " ready with this digest")
            .as(State.RUNNING, "verified at " + site, null);
    if (site.equals(d.until()) && next.first(SiteState.STAGED).isPresent()) {
      next = next.as(State.WAITING, "waits after " + site + " until it is promoted", null);
    }
    state.set(state.get().with(next), Durability.NOW);
    note(now, next.text());
  }

  private void finish(Deployment d, Release release, Now now) throws StoreException {
    Deployment done = d.as(State.DONE, "runs on every site", now.wall());
    state.set(state.get().with(done).good(release, now.wall()), Durability.NOW);
    note(now, "deployed " + release.fileName() + " " + release.digest().brief() + " everywhere");
  }

  private void rollBack(Deployment d, String site, String why, Now now) throws StoreException {
    Deployment failed = d.with(site, SiteState.FAILED, why);
    String text = takeBack(failed, site + ": " + why, now.wall()).text();
    events.note(now.wall(), app, Event.Kind.FAILURE, WHO, "deployment failed at " + text, null);
  }

  private Deployment takeBack(Deployment d, String cause, Instant at) throws StoreException {
    watchedSince.clear();
    staging.forget();
    Release before = d.before();
    String text =
        cause
            + (before == null
                ? "; there is no earlier release to go back to, so only verified sites keep it"
                : "; every site goes back to " + before.digest().brief());
    Deployment end = d.as(before == null ? State.FAILED : State.ROLLED_BACK, text, at);
    ReleaseState next = state.get().with(end);
    for (String each : siteOrder) {
      boolean keeps = before == null && d.at(each) == SiteState.VERIFIED;
      next = keeps ? next : next.wanting(each, before);
    }
    state.set(next, Durability.NOW);
    return end;
  }

  private void note(Now now, String text) {
    events.note(now.wall(), app, Event.Kind.DEPLOY, WHO, text, null);
  }
}
