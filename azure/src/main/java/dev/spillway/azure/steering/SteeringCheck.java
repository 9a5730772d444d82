package dev.spillway.azure.steering;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.HostCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.Share;
import dev.spillway.core.Site;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would stand in the way of steering by Azure, asked of the real cloud. Reads only. */
final class SteeringCheck {
  private SteeringCheck() {}

  static List<Finding> profile(
      Access access, TrafficManager.Place place, App app, HostNames names, Instant now) {
    Look look = new Look(access);
    if (new CloudCheck(look, "traffic-manager", place.group()).run(now)) {
      look.asks("profile", () -> profile(look, place, app, names));
    }
    look.note(
        "not tried",
        "how soon clients follow a change of Traffic Manager is known from its documentation only");
    return look.findings();
  }

  private static void profile(Look look, TrafficManager.Place place, App app, HostNames names)
      throws AdapterException {
    ArmAnswer answer =
        look.send(
            ArmCall.of(
                TrafficManagerOperations.PROFILE_GET,
                "group",
                place.group(),
                "profile",
                place.profile()));
    if (answer.missing()) {
      throw new AdapterException.Invalid(
          "there is no Traffic Manager profile "
              + place.profile()
              + " in "
              + place.group()
              + "; make it with method Weighted and an endpoint for each site");
    }
    Profile profile = Profile.of(answer.orThrow("cannot read " + place.profile()).body());
    ProfileRules.check(place.profile(), profile, atHome(app), place.endpoints());
    String name = answer.body().path("properties").path("dnsConfig").path("fqdn").asString("");
    look.ok(
        "profile",
        place.profile()
            + ": method Weighted, TTL "
            + profile.ttlSeconds()
            + " s, an endpoint for each of "
            + app.sites().stream().map(Site::name).toList());
    if (name.isEmpty()) {
      look.note("host", "the profile tells no name that " + app.host() + " could be a CNAME of");
    } else {
      new HostCheck(look, names, app.host()).leadsTo(name);
    }
  }

  /** As it is between bursts; home may be known by the addresses of its instances only. */
  private static SteeredHost atHome(App app) {
    List<SiteAnswer> answers = new ArrayList<>();
    for (Site site : app.sites()) {
      boolean home = site.equals(app.home());
      boolean unknown = home && site.addresses().isEmpty();
      answers.add(
          new SiteAnswer(
              site.name(),
              home ? Share.ALL : Share.NONE,
              unknown ? List.of(app.host()) : site.addresses()));
    }
    return new SteeredHost(app.host(), app.tuning().ttl(), answers);
  }

  static List<Finding> zone(
      Access access,
      String group,
      RecordSets records,
      AzureDns target,
      App app,
      HostNames names,
      Instant now) {
    Look look = new Look(access);
    if (new CloudCheck(look, "azure-dns", group).run(now)) {
      look.asks(
          "records",
          () -> {
            Optional<SteeredHost> there = target.current(app.host());
            String shown =
                there
                    .map(h -> h.sites().getFirst().site() + " has all clients")
                    .orElse("nothing is published yet");
            look.ok("records", records + ": " + shown);
            there.ifPresent(h ->
                new HostCheck(look, names, app.host())
                    .answers(
                        h.sites().getFirst().addresses(),
                        "is the zone delegated to the servers that 'az network dns zone show -g "
                            + group
                            + " -n "
                            + records.zone()
                            + " --query nameServers' tells?"));
          });
    }
    look.note(
        "not tried",
        "how soon Azure's name servers follow a change is known from its documentation only");
    return look.findings();
  }
}
