package dev.spillway.config;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What must hold between the keys of one site, and between the sites of one app. */
final class SiteChecks {
  private static final Map<String, String> NOT_PRIVATE =
      Map.of(
          "instance", "describe the whole site with capacity and instances",
          "idle", "remove it: home always runs",
          "gateway", "remove it: home is where the link's agent runs");
  private static final Map<String, String> NOT_PUBLIC =
      Map.of(
          "capacity", "write what one instance carries as instance.capacity",
          "instances", "write the largest number as instance.max");

  private final Document file;
  private final Problems problems;
  private final JsonNode sites;

  SiteChecks(Document file, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.sites = file.tree().path("sites");
  }

  void run() {
    Set<String> services = new LinkedHashSet<>(file.tree().path("services").propertyNames());
    References references = new References(file, services, problems);
    new ServiceChecks(file, problems).run();
    for (Map.Entry<String, JsonNode> e : sites.properties()) {
      String pointer = Document.child("/sites", e.getKey());
      JsonNode site = e.getValue();
      role(pointer, site);
      references.checkSettings(pointer + "/settings", site.path("settings"));
    }
    home();
    addresses();
  }

  private void role(String pointer, JsonNode site) {
    String role = Read.text(site, "role").orElse("");
    if (role.equals("private")) {
      NOT_PRIVATE.forEach((key, fix) -> misplaced(pointer, site, key, "private", fix));
    } else if (role.equals("public")) {
      NOT_PUBLIC.forEach((key, fix) -> misplaced(pointer, site, key, "public", fix));
      gateway(pointer, site);
    }
  }

  private void misplaced(String pointer, JsonNode site, String key, String role, String fix) {
    if (site.has(key)) {
      String found = "not allowed at a " + role + " site";
      problems.atKey(file, pointer + "/" + key, found, "", fix);
    }
  }

  /** Without a gateway nobody could tell the site's instances where their services are. */
  private void gateway(String pointer, JsonNode site) {
    List<String> used = References.servicesIn(site.path("settings"));
    if (!used.isEmpty() && !site.has("gateway")) {
      String found = "missing, but settings refer to the service " + Show.quoted(used.getFirst());
      String fix = "add the key 'gateway': the link's public end";
      problems.atKey(
          file,
          pointer + "/gateway",
          found,
          "a mapping with the key type and the settings of that type",
          fix);
    }
  }

  private void home() {
    boolean anyRoleUnknown =
        sites
            .valueStream()
            .anyMatch(s -> !Set.of("private", "public").contains(s.path("role").asString("")));
    boolean anyPrivate =
        sites.valueStream().anyMatch(s -> Read.text(s, "role").orElse("").equals("private"));
    if (!sites.isEmpty() && !anyPrivate && !anyRoleUnknown) {
      String fix = "give the site next to the data the role private";
      problems.atKey(file, "/sites", "no site is private", "", fix);
    }
  }

  private void addresses() {
    Map<InetAddress, String> seen = new HashMap<>();
    for (Map.Entry<String, JsonNode> e : sites.properties()) {
      JsonNode list = e.getValue().path("addresses");
      for (int i = 0; i < list.size(); i++) {
        String pointer = Document.child("/sites", e.getKey()) + "/addresses/" + i;
        String text = list.get(i).asString("");
        if (Form.ADDRESS.fits(text)) {
          String first = seen.putIfAbsent(Form.parseAddress(text), file.path(pointer));
          if (first != null) {
            boolean here = first.startsWith(file.path(Document.parent(pointer)) + "[");
            String fix =
                here ? "remove it" : "give each site its own: a share cannot tell them apart";
            problems.atValue(file, pointer, "the same address as " + first, "", fix);
          }
        }
      }
    }
  }
}
