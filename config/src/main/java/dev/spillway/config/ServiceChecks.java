package dev.spillway.config;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The sites that a service is for are public ones of the file, no other site asks for it, and what
 * a signal says that it is about is a service of the file.
 */
final class ServiceChecks {
  private final Document file;
  private final Problems problems;
  private final JsonNode sites;

  ServiceChecks(Document file, Problems problems) {
    this.file = file;
    this.problems = problems;
    sites = file.tree().path("sites");
  }

  void run() {
    Set<String> open = new LinkedHashSet<>();
    sites.properties().stream()
        .filter(e -> Read.text(e.getValue(), "role").orElse("").equals("public"))
        .forEach(e -> open.add(e.getKey()));
    for (Map.Entry<String, JsonNode> e : file.tree().path("services").properties()) {
      JsonNode named = e.getValue().path("sites");
      String pointer = Document.child("/services", e.getKey()) + "/sites";
      Set<String> allowed = new LinkedHashSet<>();
      for (int i = 0; i < named.size(); i++) {
        String site = named.get(i).stringValue("");
        allowed.add(site);
        if (!open.contains(site)) {
          String found = "no public site " + Show.quoted(site) + " in this file";
          problems.atValue(
              file, pointer + "/" + i, found, Show.list(open), Show.didYouMean(site, open));
        }
      }
      if (!allowed.isEmpty()) {
        askedElsewhere(e.getKey(), open, allowed);
      }
    }
    namedBySignals();
  }

  private void namedBySignals() {
    Set<String> known = new LinkedHashSet<>();
    file.tree().path("services").properties().forEach(e -> known.add(e.getKey()));
    for (Map.Entry<String, JsonNode> site : sites.properties()) {
      JsonNode signals = site.getValue().path("signals");
      for (int i = 0; i < signals.size(); i++) {
        String service = Read.text(signals.get(i), "service").orElse("");
        if (!service.isEmpty() && !known.contains(service)) {
          problems.atValue(
              file,
              Document.child("/sites", site.getKey()) + "/signals/" + i + "/service",
              "no service " + Show.quoted(service) + " in this file",
              Show.list(known),
              Show.didYouMean(service, known));
        }
      }
    }
  }

  private void askedElsewhere(String service, Set<String> open, Set<String> allowed) {
    for (String site : open) {
      JsonNode settings = sites.path(site).path("settings");
      for (Map.Entry<String, JsonNode> each : settings.properties()) {
        if (!allowed.contains(site) && References.servicesIn(each.getValue()).contains(service)) {
          problems.atValue(
              file,
              Document.child(Document.child("/sites", site) + "/settings", each.getKey()),
              "the service " + Show.quoted(service) + ", which is not for this site",
              "",
              "add " + site + " to services." + service + ".sites, or remove the setting");
        }
      }
    }
  }
}
