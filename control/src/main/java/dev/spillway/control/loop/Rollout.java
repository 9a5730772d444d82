package dev.spillway.control.loop;

import dev.spillway.control.release.Deployer;
import dev.spillway.control.release.SiteFacts;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Decision;
import dev.spillway.core.Instance;
import dev.spillway.core.Intervention;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Release;
import dev.spillway.core.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of one app as its loop sees them: the first one begins by itself, each goes on by
 * what is seen of the sites, and a running one may need a public instance to be verified on.
 */
final class Rollout {
  /** How many call limits the staging of an artifact may take. */
  private static final int STAGING = 15;

  private final App app;
  private final AppParts parts;
  private final LoopParts shared;
  private final Troubles troubles;
  private final Lane lane;
  private final Deployer deployer;

  Rollout(AppParts parts, LoopParts shared, AppMemory memory, StepRunner steps, Troubles troubles) {
    this.app = parts.app();
    this.parts = parts;
    this.shared = shared;
    this.troubles = troubles;
    this.lane = new Lane(shared.executor(), shared.ticker());
    this.deployer =
        new Deployer(
            app.name(),
            patience(app),
            memory.releases(),
            shared.events(),
            steps::stage,
            lane::offer);
  }

  /** Three warm-ups for each instance that is replaced one after another, and a minute. */
  private static Map<String, Duration> patience(App app) {
    Map<String, Duration> patience = new LinkedHashMap<>();
    for (Site site : app.sites()) {
      int rounds = site.isPublic() ? 2 : Math.max(1, site.instances());
      patience.put(site.name(), app.tuning().warmUp().multipliedBy(3L * rounds).plusSeconds(60));
    }
    return patience;
  }

  Deployer deployer() {
    return deployer;
  }

  /** Brings the app's artifact out if nothing ever was. */
  void begin() {
    Now now = shared.ticker().now();
    String artifact = app.artifact();
    if (deployer.state().good() != null || deployer.state().running().isPresent()) {
      return;
    }
    if (artifact == null) {
      note(now, Event.Kind.CONTROLLER, "no release yet: run `spillway deploy <artifact>`");
      return;
    }
    lane.offer("first deployment", () -> first(artifact, now));
  }

  private void first(String artifact, Now now) {
    Path file = parts.folder().resolve(artifact);
    try {
      Release release = shared.artifacts().add(file);
      if (deployer.startFirst(release, "controller", now.wall()).isEmpty()) {
        note(
            now,
            Event.Kind.CONTROLLER,
            "release.artifact is left alone: a deployment was begun before it could be");
      }
    } catch (IOException e) {
      note(
          now,
          Event.Kind.FAILURE,
          "release.artifact: "
              + file
              + " cannot be read ("
              + e
              + "); build it, then run `spillway deploy "
              + artifact
              + "`");
    } catch (StoreException | IllegalStateException e) {
      note(now, Event.Kind.FAILURE, "the first deployment cannot start: " + e.getMessage());
    }
  }

  /**
   * The running deployment goes on by what is seen.
   *
   * @param last what was wanted at the latest tick; null before the first
   */
  void tick(Seen look, @Nullable Decision last, Now now) {
    List<SiteFacts> facts = new ArrayList<>();
    for (SiteParts site : parts.sites()) {
      facts.add(facts(site, look, last));
    }
    try {
      deployer.tick(now, facts);
    } catch (StoreException e) {
      troubles.failed(
          "deployment", "store", new AdapterException.Transient(e.getMessage() + "", e));
    }
  }

  private static SiteFacts facts(SiteParts site, Seen look, @Nullable Decision last) {
    List<Instance> instances = look.instances().getOrDefault(site.name(), List.of());
    SiteView view = look.observation().site(site.name());
    List<SiteFacts.Seen> all = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      InstanceView v = view.instances().get(i);
      all.add(new SiteFacts.Seen(instances.get(i), v.readiness(), v.why()));
    }
    return new SiteFacts(site.name(), site.site().isPublic(), all, needed(site, all.size(), last));
  }

  private static int needed(SiteParts site, int listed, @Nullable Decision last) {
    if (!site.platform().traits().scales()) {
      return listed;
    }
    int wanted = last == null ? 0 : last.site(site.name()).instances();
    return site.site().isPublic() ? Math.max(1, wanted) : site.site().instances();
  }

  /** What people asked for, and what the running deployment needs. */
  List<Intervention> with(List<Intervention> asked, Now now) {
    List<Intervention> all = new ArrayList<>(asked);
    deployer
        .verifying()
        .filter(site -> app.site(site).map(Site::isPublic).orElse(false))
        .ifPresent(site ->
            all.add(
                new Intervention(
                    Intervention.Kind.VERIFY,
                    site,
                    null,
                    "a release is being verified",
                    "deploy",
                    now.wall().plusSeconds(60))));
    return all;
  }

  /** What has been going on for too long; a large artifact may be long on its way to a site. */
  Optional<String> overdue(Now now) {
    return lane.overdue(now, shared.callLimit().multipliedBy(STAGING));
  }

  private void note(Now now, Event.Kind kind, String text) {
    shared.events().note(now.wall(), app.name(), kind, "controller", text, null);
  }
}
