package dev.spillway.azure.appservice;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CheckOperations;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.CostNote;
import dev.spillway.azure.check.HostCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.site.Owner;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What would stand in the way of an App Service site, asked of the real cloud. Reads only. */
final class AppServiceCheck {
  private final Look look;
  private final Place place;
  private final App app;
  private final Instant now;
  private final HostCheck host;
  private String proof = "";

  private AppServiceCheck(Look look, Place place, App app, HostNames names, Instant now) {
    this.host = new HostCheck(look, names, place.host());
    this.look = look;
    this.place = place;
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
    AppServiceSettings settings = AppServiceSettings.read(spec, context);
    Place place = new Place(access, settings, Owner.of(context), context.host());
    Look look = new Look(access);
    new AppServiceCheck(look, place, app, names, now).run();
    return look.findings();
  }

  private void run() {
    boolean there =
        new CloudCheck(
                look,
                AppServicePlatform.TYPE.name(),
                place.settings().group(),
                "azure-subscription")
            .run(now);
    if (there) {
      look.asks("site", this::site);
      look.asks("host", this::host);
      look.asks("plan", this::plans);
      sizes();
      app.site(place.owner().site()).ifPresent(site -> new CoreQuota(look, place, site).ask());
    }
    certificate();
    app.site(place.owner().site()).ifPresent(this::cost);
    look.note(
        "not tried",
        "how App Service answers is known from Microsoft's descriptions and recordings only: nobody"
            + " has run this against a real subscription. A start, a deployment, reading each worker's"
            + " package and the removal show themselves at the first drill: 'spillway spill' with a"
            + " small share and a short time, then 'spillway resume'");
  }

  private void site() throws AdapterException {
    String name = place.settings().site();
    ArmAnswer answer = look.send(place.call(WebOperations.SITE_GET));
    if (answer.missing()) {
      name(name);
      return;
    }
    JsonNode body = answer.orThrow("cannot read the site " + name).body();
    if (place.owner().owns(body)) {
      proof = body.path("properties").path("customDomainVerificationId").asString("");
      look.note("site", name + " exists already and is this controller's");
    } else {
      look.problem(
          "site", name + " exists and is not this controller's: set platform.name to another");
    }
  }

  /** The versions of a Hub's profile do not tell the proof; newer ones do. */
  private void host() throws AdapterException {
    String spoken = look.access().arm().speaks(WebOperations.WEB);
    host.proof(proof, !spoken.equals(WebOperations.WEB.versions().getLast()));
  }

  private void name(String name) {
    look.wonders(
        "site",
        () -> {
          JsonNode answer =
              look.send(
                      ArmCall.of(CheckOperations.NAME)
                          .body(
                              Place.object().put("name", name).put("type", "Microsoft.Web/sites")))
                  .orThrow("cannot ask whether the name " + name + " is free")
                  .body();
          if (answer.path("nameAvailable").asBoolean(false)) {
            look.ok("site", "the name " + name + " is free");
          } else {
            look.problem(
                "site",
                "the name "
                    + name
                    + " cannot be had ("
                    + answer.path("message").asString("no reason given")
                    + "): set platform.name to another");
          }
        });
  }

  private void plans() throws AdapterException {
    for (int i = 0; i < place.settings().regions().size(); i++) {
      String name = place.settings().plan(i);
      ArmAnswer answer = look.send(place.call(WebOperations.PLAN_GET, "plan", name));
      if (answer.missing()) {
        continue;
      }
      JsonNode body = answer.orThrow("cannot read the plan " + name).body();
      if (place.owner().owns(body)) {
        int workers = body.path("sku").path("capacity").asInt(0);
        look.note("plan", name + " exists already with " + workers + " workers, and bills");
      } else {
        look.problem("plan", name + " exists and is not this controller's: remove it by hand");
      }
    }
  }

  /** Which of the sizes each region has; how much of it, only a start tells. */
  private void sizes() {
    List<String> can = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    boolean asked = true;
    for (String sku : place.settings().skus()) {
      // The list of regions knows one tier for all sizes of this version.
      String tier = AppServiceSettings.tier(sku).replace("Premium0V3", "PremiumV3");
      if (tier.isEmpty()) {
        unknown.add(sku);
      } else {
        asked &= look.wonders("sizes", () -> can.addAll(having(sku, tier)));
      }
    }
    asked &= unknown.isEmpty();
    if (!can.isEmpty()) {
      look.ok("sizes", "in this order: " + String.join(", ", can));
    } else if (asked) {
      look.problem(
          "sizes",
          "none of "
              + place.settings().skus()
              + " is offered in "
              + place.settings().regions()
              + ": name other sizes or regions");
    }
    if (!unknown.isEmpty()) {
      look.note("sizes", unknown + " are names that only this cloud's operator knows; not asked");
    }
  }

  private List<String> having(String sku, String tier) throws AdapterException {
    ArmCall call = ArmCall.of(CheckOperations.REGIONS).query("sku", tier);
    JsonNode answer =
        look.send(place.settings().linux() ? call.query("linuxWorkersEnabled", "true") : call)
            .orThrow("cannot ask which regions have " + tier)
            .body();
    Set<String> has = new TreeSet<>();
    answer.path("value").forEach(r -> has.add(plain(r.path("name").asString(""))));
    return place.settings().regions().stream()
        .filter(r -> has.contains(plain(r)))
        .map(r -> r + " " + sku)
        .toList();
  }

  /** The same whether it is written as for people or as for machines. */
  private static String plain(String region) {
    return region.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  private void certificate() {
    if (place.settings().certificate() == null) {
      look.note("certificate", "none: the host is bound and served without TLS");
      return;
    }
    look.asks(
        "certificate", () -> look.ok("certificate", new HostCertificate(place).validFor(now)));
  }

  private void cost(Site site) {
    String made =
        "a burst makes the plan "
            + place.settings().plan(0)
            + " in the first region that has room, with a worker for each instance, and the site "
            + place.settings().site()
            + "; both go after it";
    CostNote.add(look, site, made);
  }
}
