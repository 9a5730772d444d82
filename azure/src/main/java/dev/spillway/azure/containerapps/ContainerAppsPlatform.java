package dev.spillway.azure.containerapps;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.azure.site.Desk;
import dev.spillway.azure.site.Fence;
import dev.spillway.azure.site.Listing;
import dev.spillway.azure.site.Owner;
import dev.spillway.azure.site.Timing;
import dev.spillway.azure.site.Wish;
import dev.spillway.azure.site.Worker;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Instance;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.PlatformTraits;
import dev.spillway.core.Proof;
import dev.spillway.core.Release;
import dev.spillway.core.StagedReleases;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the instances of a site as replicas of a container app, behind the one address of a managed
 * environment that exists. Staging packs the release's jar into an image and pushes it; a start
 * asks for one replica more and is refused at once when the environment has no room. With no
 * instance the app is removed, or stopped: nothing is billed.
 *
 * <p>All instances run one release: a start with another one replaces what runs, each new replica
 * before an old one goes. An instance is RUNNING when its replica is ready and the image that its
 * revision names holds the release. For one thread at a time.
 */
public final class ContainerAppsPlatform implements Platform {
  /** How the configuration finds it. */
  public static final AdapterType<Platform> TYPE =
      new AdapterType<>(
          AdapterType.Kind.PLATFORM,
          "azure-container-apps",
          SettingsSchema.TEXT,
          (spec, context) ->
              new ContainerAppsPlatform(
                  spec, context, new Access(spec, context), Timing.DEFAULT, Ticker.system()),
          ContainerAppsCheck::check);

  private static final PlatformTraits TRAITS = new PlatformTraits(true, true, true, Proof.ATTESTED);

  private final Place place;
  private final Timing timing;
  private final Ticker ticker;
  private final Desk desk;
  private final StagedReleases staged;
  private final Images images;
  private final Reconciler reconciler;
  private final Worker worker;
  private final Listing listing;
  private @Nullable Long emptySince;

  ContainerAppsPlatform(
      AdapterSpec spec, AdapterContext context, Access access, Timing timing, Ticker ticker)
      throws AdapterException {
    ContainerAppsSettings settings = ContainerAppsSettings.read(spec, context);
    this.place = new Place(access, settings, Owner.of(context), context.host());
    this.timing = timing;
    this.ticker = ticker;
    Path state = context.state().resolve("container-apps");
    this.desk = new Desk(state.resolve("wish.json"));
    this.staged = new StagedReleases(state.resolve("releases"));
    this.images = new Images(settings.shelf(), state.resolve("layers"));
    SecureRandom random = new SecureRandom();
    Fence fence = new Fence(Fence.folder(state.resolve("id"), random), random);
    this.reconciler = new Reconciler(place, desk, staged, images, fence);
    this.worker = new Worker("container-apps", reconciler, desk, timing);
    this.listing =
        new Listing(
            context.host(), settings.port(), Proof.ATTESTED, settings.startTimeout(), ticker);
  }

  @Override
  public PlatformTraits traits() {
    return TRAITS;
  }

  /** Signs in and reads subscription, resource group and environment. */
  @Override
  public void probe() throws AdapterException {
    place.send(place.call(CommonOperations.SUBSCRIPTION)).orThrow("cannot read the subscription");
    place
        .send(place.call(CommonOperations.GROUP_GET))
        .orThrow("cannot read the resource group " + place.settings().group());
    Environment.read(place);
  }

  @Override
  public List<Instance> instances() {
    worker.begin();
    return listing.list(desk.order(), reconciler.look());
  }

  @Override
  public void apply(PlatformChange change) throws AdapterException {
    emptySince = null;
    switch (change) {
      case PlatformChange.Stage stage -> stage(stage.release(), stage.artifact());
      case PlatformChange.Start start -> start(start);
      case PlatformChange.Stop stop -> stop(stop.instance());
    }
  }

  private void stage(Release release, Path artifact) throws AdapterException {
    if (!release.fileName().endsWith(".jar")) {
      throw new AdapterException.Invalid(
          release.fileName() + ": an image is made of a .jar that runs by itself; build one");
    }
    staged.stage(release, artifact);
    images.ensure(release, staged.unchanged(release));
  }

  private void start(PlatformChange.Start start) throws AdapterException {
    String id = start.instance();
    if (desk.order().wish().instance(id).isPresent()) {
      return;
    }
    staged.unchanged(start.release());
    for (Map.Entry<String, String> setting : start.settings().entrySet()) {
      if (setting.getValue().contains("${instance:")) {
        throw new AdapterException.Invalid(
            "settings."
                + setting.getKey()
                + ": the replicas of a container app share their settings, and PORT is its"
                + " target-port; remove the setting");
      }
    }
    desk.start(w -> w.start(id, start.release(), ticker.now().wall()), start.settings());
    try {
      reconciler.claim();
    } catch (AdapterException e) {
      desk.change(w -> w.without(List.of(id)));
      worker.kick();
      throw e;
    }
    worker.kick();
  }

  private void stop(String id) throws AdapterException {
    Optional<Wish.Wanted> one = desk.order().wish().instance(id);
    if (one.isPresent() && !one.get().stopping()) {
      desk.change(w -> w.stop(id));
      worker.kick();
    }
  }

  /** While nothing was asked for, an empty answer is believed for a minute. */
  @Override
  public List<String> leftovers() throws AdapterException {
    Long since = emptySince;
    boolean nothing = desk.order().wish().instances().isEmpty();
    if (since != null && nothing && ticker.now().since(since).compareTo(timing.leftovers()) < 0) {
      return List.of();
    }
    List<String> left = reconciler.leftovers();
    emptySince = left.isEmpty() && nothing ? ticker.now().nanos() : null;
    return left;
  }

  @Override
  public void close() {
    worker.close();
  }
}
