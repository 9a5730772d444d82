package dev.spillway.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The part of the controller's status of one app that the demo looks at. */
record Status(String phase, String headline, double demand, List<Site> sites) {

  record Site(
      String site, double share, List<Instance> instances, String gateway, List<String> leftovers) {
    long ready() {
      return instances.stream().filter(i -> i.state().equals("READY")).count();
    }
  }

  record Instance(String id, String state, String digest) {}

  static Status of(JsonNode app) {
    List<Site> sites = new ArrayList<>();
    for (JsonNode s : app.path("sites")) {
      List<Instance> instances = new ArrayList<>();
      for (JsonNode i : s.path("instances")) {
        instances.add(
            new Instance(
                i.path("id").asString(""),
                i.path("state").asString(""),
                i.path("digest").asString("")));
      }
      List<String> leftovers = new ArrayList<>();
      s.path("leftovers").forEach(l -> leftovers.add(l.asString("")));
      sites.add(
          new Site(
              s.path("site").asString(""),
              s.path("share").asDouble(0),
              instances,
              s.path("gateway").asString("none"),
              leftovers));
    }
    return new Status(
        app.path("phase").asString(""),
        app.path("headline").asString(""),
        app.path("demand").asDouble(Double.NaN),
        sites);
  }

  Optional<Site> site(String name) {
    return sites.stream().filter(s -> s.site().equals(name)).findFirst();
  }

  double cloudShare() {
    return site("cloud").map(Site::share).orElse(0.0);
  }

  /** Nothing public exists. */
  boolean publicGone() {
    return site("cloud")
        .map(s -> s.instances().isEmpty() && s.gateway().equals("none") && s.leftovers().isEmpty())
        .orElse(true);
  }

  /** What exists at the public site, for people. */
  String publicState() {
    return site("cloud")
        .map(s ->
            s.instances().size()
                + " instances, gateway "
                + s.gateway()
                + ", "
                + s.leftovers().size()
                + " leftovers")
        .orElse("no public site");
  }
}
