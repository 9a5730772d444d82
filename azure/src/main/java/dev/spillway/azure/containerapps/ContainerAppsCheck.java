package dev.spillway.azure.containerapps;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.CostNote;
import dev.spillway.azure.check.HostCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.check.Quota;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.site.Owner;
import dev.spillway.azure.site.Pfx;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.Site;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/** What would stand in the way of a container app, asked of cloud and registry. Reads only. */
final class ContainerAppsCheck {
  private final Look look;
  private final Place place;
  private final Path state;
  private final App app;
  private final Instant now;
  private final HostCheck host;
  private String proof = "";

  private ContainerAppsCheck(
      Look look, Place place, Path state, App app, HostNames names, Instant now) {
    this.host = new HostCheck(look, names, place.host());
    this.look = look;
    this.place = place;
    this.state = state;
    this.app = app;
    this.now = now;
  }

  static List<Finding> check(AdapterSpec spec, AdapterContext context, App app, HostNames names)
      throws AdapterException {
    return check(spec, context, app, names, new Access(spec, context), Instant.now());
  }

  static List<Finding> check(
      AdapterSpec spec,
      AdapterContext context,
      App app,
      HostNames names,
      Access access,
      Instant now)
      throws AdapterException {
    ContainerAppsSettings settings = ContainerAppsSettings.read(spec, context);
    Place place = new Place(access, settings, Owner.of(context), context.host());
    Look look = new Look(access);
    new ContainerAppsCheck(look, place, context.state(), app, names, now).run();
    return look.findings();
  }

  private void run() {
    ContainerAppsSettings settings = place.settings();
    boolean there =
        new CloudCheck(
                look,
                ContainerAppsPlatform.TYPE.name(),
                settings.group(),
                "azure-container-apps-operations",
                "azure-subscription")
            .run(now);
    if (there) {
      look.asks("environment", this::environment);
      look.asks("container app", this::containerApp);
      look.wonders("quota", this::quota);
      host.proof(proof, true);
    }
    look.asks("base image", this::base);
    look.note(
        "repository",
        "whether " + settings.shelf().repository() + " takes a push, the first deployment shows");
    certificate();
    String made =
        "a burst makes the container app "
            + settings.app()
            + " with a replica for each instance; it "
            + (settings.keep() ? "is stopped" : "goes")
            + " after it. While replicas are exchanged, old and new ones bill beside each other";
    app.site(place.owner().site()).ifPresent(site -> CostNote.add(look, site, made));
    look.note(
        "not tried",
        "how Container Apps answers is known from Microsoft's descriptions only: nobody has run this"
            + " against a real subscription. A start, the pull of the image and the removal show"
            + " themselves at the first drill: 'spillway spill' with a small share and a short time,"
            + " then 'spillway resume'");
  }

  private void environment() throws AdapterException {
    Environment found = Environment.read(place);
    proof = found.proof();
    String name = place.settings().environment();
    if (found.address().isEmpty()) {
      look.problem(
          "environment", name + " in " + found.location() + " has no address: see its state");
    } else {
      look.ok("environment", name + " in " + found.location() + " at " + found.address());
    }
  }

  /** What the environment may still use; whether the region has it, a start shows. */
  private void quota() throws AdapterException {
    List<Quota> cores =
        Quota.cores(
            look.send(place.around(AppOperations.ENVIRONMENT_USAGES))
                .orThrow("cannot ask how much of the environment is used")
                .body());
    OptionalDouble left = Quota.left(cores);
    if (left.isEmpty()) {
      look.note("quota", "nothing is told of the environment's cores; a refused start says so");
      return;
    }
    String told = String.join(", ", cores.stream().map(Quota::text).toList());
    long fits = (long) (left.getAsDouble() / place.settings().cpu());
    int most = app.site(place.owner().site()).map(Site::instances).orElse(1);
    if (fits == 0) {
      look.problem("quota", told + ": not one replica fits; ask for a higher quota");
    } else if (fits < most) {
      look.note("quota", told + ": room for " + fits + " replicas, fewer than the " + most);
    } else {
      look.ok("quota", told + ": room for " + fits + " replicas");
    }
  }

  private void containerApp() throws AdapterException {
    String name = place.settings().app();
    ArmAnswer answer = look.send(place.call(AppOperations.APP_GET));
    if (answer.missing()) {
      look.ok("container app", "there is no " + name + " yet");
      return;
    }
    JsonNode body = answer.orThrow("cannot read the container app " + name).body();
    if (place.owner().owns(body)) {
      look.note("container app", name + " exists already and is this controller's");
    } else {
      look.problem(
          "container app",
          name + " exists and is not this controller's: set platform.name to another");
    }
  }

  private void base() throws AdapterException {
    Shelf shelf = place.settings().shelf();
    if (new ImageReader(shelf, state).has(shelf.base())) {
      look.ok("base image", shelf.base());
    } else {
      look.problem(
          "base image",
          Shelf.server(shelf.base()) + " has no " + shelf.base() + ": correct base-image");
    }
  }

  private void certificate() {
    Path file = place.settings().certificate();
    if (file == null) {
      look.note("certificate", "none: the host is served without TLS");
      return;
    }
    look.asks(
        "certificate",
        () ->
            look.ok(
                "certificate",
                Pfx.read(file, place.settings().certificatePassword())
                    .validFor(place.host(), now)));
  }
}
