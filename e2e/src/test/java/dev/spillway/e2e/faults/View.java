package dev.spillway.e2e.faults;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the controller says of the shop at one moment. */
record View(String phase, String headline, Cloud cloud) {

  /** The public site. */
  record Cloud(
      double share,
      double wantedShare,
      int wanted,
      String gateway,
      boolean connected,
      boolean reached,
      List<Instance> instances,
      List<String> leftovers) {

    List<Instance> in(String state) {
      return instances.stream().filter(i -> i.state().equals(state)).toList();
    }

    List<String> ids() {
      return instances.stream().map(i -> i.id() + i.startedAt()).toList();
    }

    List<Instance> ready() {
      return in("READY");
    }

    /** As decided, with all that it needs from home; instances may still be on their way out. */
    boolean settled() {
      return share >= Town.LEAST_SHARE
          && Math.abs(share - wantedShare) < 0.001
          && connected
          && reached
          && ready().size() == wanted
          && instances.size() == wanted + in("STOPPING").size();
    }

    boolean gone() {
      return instances.isEmpty() && gateway.equals("none") && leftovers.isEmpty();
    }
  }

  record Instance(String id, String state, String address, String digest, String startedAt) {
    String host() {
      return address.substring(0, address.lastIndexOf(':'));
    }
  }

  static View of(JsonNode app) {
    for (JsonNode site : app.path("sites")) {
      if (site.path("site").asString("").equals("cloud")) {
        return new View(
            app.path("phase").asString(""), app.path("headline").asString(""), cloud(site));
      }
    }
    throw new IllegalStateException("no site cloud in " + app);
  }

  private static Cloud cloud(JsonNode site) {
    List<Instance> instances = new ArrayList<>();
    for (JsonNode i : site.path("instances")) {
      instances.add(
          new Instance(
              i.path("id").asString(""),
              i.path("state").asString(""),
              i.path("address").asString(""),
              i.path("digest").asString(""),
              i.path("startedAt").asString("")));
    }
    List<String> leftovers = new ArrayList<>();
    site.path("leftovers").forEach(l -> leftovers.add(l.asString("")));
    JsonNode link = site.path("link");
    return new Cloud(
        site.path("share").asDouble(0),
        site.path("wantedShare").asDouble(0),
        site.path("wantedInstances").asInt(0),
        site.path("gateway").asString("none"),
        link.path("connected").asBoolean(false),
        link.path("services").path("customers-db").asBoolean(false),
        instances,
        leftovers);
  }
}
