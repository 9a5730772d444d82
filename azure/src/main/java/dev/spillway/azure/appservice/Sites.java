package dev.spillway.azure.appservice;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.core.AdapterException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The site or its slot: what runs on the plan's workers. */
final class Sites {
  private final Place place;
  private final Spot spot;

  Sites(Place place, Spot spot) {
    this.place = place;
    this.spot = spot;
  }

  /**
   * @param scm host, and perhaps port, of its Kudu
   * @param proof what the record {@code asuid.HOST} must say; empty where the cloud tells none
   */
  record Site(String location, String defaultHost, String scm, String proof, JsonNode body) {
    boolean stopped() {
      return body.path("properties").path("state").asString("").equalsIgnoreCase("Stopped");
    }

    /** When it last changed places with a slot, whoever asked for that; empty for never. */
    String swapped() {
      return body.path("properties").path("slotSwapStatus").path("timestampUtc").asString("");
    }

    /** Such as a swap, also one that somebody else began. */
    boolean inProgress() {
      return !body.path("properties").path("inProgressOperationId").asString("").isEmpty();
    }
  }

  Optional<Site> find() throws AdapterException {
    ArmAnswer answer = place.send(place.call(spot.get()));
    return answer.missing()
        ? Optional.empty()
        : Optional.of(read(answer.orThrow("cannot read the " + name()).body()));
  }

  /** As {@link #find}; none where the sign-in may not look, since it can have made none there. */
  Optional<Site> visible() throws AdapterException {
    ArmAnswer answer = place.send(place.call(spot.get()));
    return answer.missing() || answer.status() == 403
        ? Optional.empty()
        : Optional.of(read(answer.orThrow("cannot read the " + name()).body()));
  }

  private String name() {
    return spot.title() + " " + place.settings().site();
  }

  private Site read(JsonNode body) {
    JsonNode properties = body.path("properties");
    String standard = properties.path("defaultHostName").asString("");
    String scm = "";
    for (JsonNode state : properties.path("hostNameSslStates")) {
      if (state.path("hostType").asString("").equalsIgnoreCase("Repository")) {
        scm = state.path("name").asString("");
      }
    }
    String fallback = standard.replaceFirst("\\.", ".scm.");
    return new Site(
        body.path("location").asString(""),
        standard,
        scm.isEmpty() ? fallback : scm,
        properties.path("customDomainVerificationId").asString(""),
        body);
  }

  /** Makes the site when there is none. */
  Site ensure(Plans.Plan plan) throws AdapterException {
    Optional<Site> there = find();
    if (there.isPresent()) {
      place.owner().check(there.get().body(), "the " + name());
      return there.get();
    }
    ArmAnswer answer = place.send(place.call(spot.put()).body(description(plan)));
    if (answer.status() == 409 && answer.error().message().contains("already exists")) {
      throw new AdapterException.Invalid(
          "the name "
              + place.settings().site()
              + " is taken by somebody else: set platform.name to another");
    }
    place.access().arm().await(answer.orThrow("cannot make the " + name()));
    Site made =
        find()
            .orElseThrow(
                () -> new AdapterException.Transient("the " + name() + " is not to be seen yet"));
    place.owner().check(made.body(), "the " + name());
    return made;
  }

  private ObjectNode description(Plans.Plan plan) {
    boolean linux = place.settings().linux();
    ObjectNode body = Place.object();
    body.put("location", plan.location());
    body.put("kind", linux ? "app,linux" : "app");
    place.owner().mark(body);
    ObjectNode properties = body.putObject("properties");
    properties.put("serverFarmId", plan.id());
    properties.put("reserved", linux);
    properties.put("httpsOnly", place.settings().certificate() != null);
    // A cookie that ties clients to one worker would keep them there while others idle.
    properties.put("clientAffinityEnabled", false);
    ObjectNode config = properties.putObject("siteConfig");
    config.put("alwaysOn", true).put("ftpsState", "Disabled").put("minTlsVersion", "1.2");
    config.put("httpLoggingEnabled", false).put("detailedErrorLoggingEnabled", false);
    if (linux) {
      config.put("linuxFxVersion", place.settings().runtime());
    } else {
      config.put("javaVersion", place.settings().runtime());
      config.put("javaContainer", "JAVA").put("javaContainerVersion", "SE");
      config.put("use32BitWorkerProcess", false);
    }
    return body;
  }

  void restart() throws AdapterException {
    place.send(place.call(spot.restart())).orThrow("cannot restart the " + name());
  }

  /**
   * The workers that run it, by the platform's names for them, sorted; those that the platform
   * itself holds for stopped are left out.
   */
  List<String> workers() throws AdapterException {
    JsonNode body =
        place
            .send(place.call(spot.instances()))
            .orThrow("cannot list the instances of the " + name())
            .body();
    List<String> all = new ArrayList<>();
    for (JsonNode one : body.path("value")) {
      if (!one.path("properties").path("state").asString("").equalsIgnoreCase("STOPPED")) {
        String worker = one.path("name").asString("");
        all.add(worker.substring(worker.lastIndexOf('/') + 1));
      }
    }
    all.sort(null);
    return all;
  }

  /** The address that clients are sent to. */
  String address(Site site) throws AdapterException.Transient {
    String inbound = site.body().path("properties").path("inboundIpAddress").asString("");
    if (!inbound.isEmpty()) {
      return inbound.split(",", 2)[0].strip();
    }
    try {
      return InetAddress.getByName(site.defaultHost()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AdapterException.Transient(
          "the site's own name " + site.defaultHost() + " has no address yet", e);
    }
  }

  void remove() throws AdapterException {
    Optional<Site> there = find();
    if (there.isEmpty() || !place.owner().owns(there.get().body())) {
      return;
    }
    ArmAnswer answer = place.send(place.call(spot.delete()));
    if (!answer.missing()) {
      place.access().arm().await(answer.orThrow("cannot remove the " + name()));
    }
  }
}
