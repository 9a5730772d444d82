package dev.spillway.azure.appservice;

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
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the instances of a site as workers of an App Service plan, behind the one address of an App
 * Service site. The plan's number of workers is what is asked for; nothing exists and nothing is
 * billed when that is none.
 *
 * <p>A start gets the worker at once or is refused; all that follows (site, settings, package, host
 * name) goes on in a thread of its own and is seen in {@link #instances}. All instances run one
 * release: a start with another one replaces what the site runs, by {@link Slots} or, where the
 * tier has none, with a restart. An instance is RUNNING when its worker has the package, by the
 * digest of the bytes that its own file system shows. For one thread at a time.
 */
public final class AppServicePlatform implements Platform {
  /** How the configuration finds it. */
  public static final AdapterType<Platform> TYPE =
      new AdapterType<>(
          AdapterType.Kind.PLATFORM,
          "azure-app-service",
          AppServiceSettings.SCHEMA,
          (spec, context) ->
              new AppServicePlatform(
                  spec, context, new Access(spec, context), Timing.DEFAULT, Ticker.system()),
          AppServiceCheck::check);

  private static final PlatformTraits TRAITS = new PlatformTraits(true, true, true, Proof.MEASURED);

  private final Place place;
  private final Timing timing;
  private final Ticker ticker;
  private final Desk desk;
  private final Artifacts artifacts;
  private final Reconciler reconciler;
  private final Worker worker;
  private final Listing listing;
  private @Nullable Long emptySince;

  AppServicePlatform(
      AdapterSpec spec, AdapterContext context, Access access, Timing timing, Ticker ticker)
      throws AdapterException {
    AppServiceSettings settings = AppServiceSettings.read(spec, context);
    this.place = new Place(access, settings, Owner.of(context), context.host());
    this.timing = timing;
    this.ticker = ticker;
    Path state = context.state().resolve("app-service");
    this.desk = new Desk(state.resolve("wish.json"));
    this.artifacts = new Artifacts(state.resolve("releases"));
    SecureRandom random = new SecureRandom();
    Fence fence = new Fence(Fence.folder(state.resolve("id"), random), random);
    this.reconciler = new Reconciler(place, desk, artifacts, fence);
    this.worker = new Worker("app-service", reconciler, desk, timing);
    this.listing =
        new Listing(
            context.host(), settings.port(), Proof.MEASURED, settings.startTimeout(), ticker);
  }

  @Override
  public PlatformTraits traits() {
    return TRAITS;
  }

  /** Signs in and reads subscription and resource group. */
  @Override
  public void probe() throws AdapterException {
    place.send(place.call(CommonOperations.SUBSCRIPTION)).orThrow("cannot read the subscription");
    place
        .send(place.call(CommonOperations.GROUP_GET))
        .orThrow("cannot read the resource group " + place.settings().group());
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
      case PlatformChange.Stage stage -> artifacts.stage(stage.release(), stage.artifact());
      case PlatformChange.Start start -> start(start);
      case PlatformChange.Stop stop -> stop(stop.instance());
    }
  }

  private void start(PlatformChange.Start start) throws AdapterException {
    String id = start.instance();
    if (desk.order().wish().instance(id).isPresent()) {
      return;
    }
    artifacts.check(start.release());
    for (Map.Entry<String, String> setting : start.settings().entrySet()) {
      if (setting.getValue().contains("${instance:")) {
        throw new AdapterException.Invalid(
            "settings."
                + setting.getKey()
                + ": the instances of App Service share their settings, and it sets PORT itself;"
                + " remove the setting");
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
