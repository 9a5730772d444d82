package dev.spillway.azure.steering;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.steering.Profile.Endpoint;
import dev.spillway.azure.steering.Profile.Setting;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes shares as weights of a Traffic Manager profile that exists already, one endpoint for
 * each site. Safe for any thread; one change at a time.
 *
 * <p>Only weight and status of single endpoints are sent (PATCH), so nothing else that somebody
 * changed is ever written back. No call of Traffic Manager takes an etag; instead:
 *
 * <pre>
 *   before   what is there must be what was last seen or written here: else somebody else changed it
 *   order    endpoints that get more first, those that get less after: never all off, and the
 *            shares in between lie between old and new ones
 *   after    read back until it shows what was written
 * </pre>
 *
 * A share of 0 is an endpoint that is Disabled: the service takes weights from 1 to 1000 only. A
 * read may be a few seconds behind a write, so one that surprises is repeated before it counts.
 */
final class TrafficManager implements SteeringTarget {
  private static final List<Duration> LOOKS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  /**
   * @param endpoints by site; a site that is absent has an endpoint of its own name
   * @param overwrite what somebody else changed is reported once and then written over
   */
  record Place(String group, String profile, Map<String, String> endpoints, boolean overwrite) {
    Place {
      endpoints = Map.copyOf(endpoints);
    }

    String endpoint(String site) {
      return endpoints.getOrDefault(site, site);
    }
  }

  private final Client client;
  private final Place place;
  private final Pause pause;

  private final Known known = new Known();

  TrafficManager(Client client, Place place, Pause pause) {
    this.client = client;
    this.place = place;
    this.pause = pause;
  }

  @Override
  public Ability ability() {
    return Ability.WEIGHTED;
  }

  /**
   * What the profile tells clients. The addresses are the targets of its endpoints, which may be
   * names. Empty when no endpoint takes clients.
   */
  @Override
  public synchronized Optional<SteeredHost> current(String host) throws AdapterException {
    Profile profile = read();
    ProfileRules.check(place.profile(), profile);
    Map<String, String> sites = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    place.endpoints().forEach((site, endpoint) -> sites.put(endpoint, site));
    if (known.nothing()) {
      known.seen(profile);
    }
    double total = profile.total();
    if (total == 0) {
      return Optional.empty();
    }
    List<SiteAnswer> answers =
        profile.endpoints().stream()
            .map(e ->
                new SiteAnswer(
                    sites.getOrDefault(e.name(), e.name()),
                    Share.of(e.setting().effect() / total),
                    List.of(e.target().isEmpty() ? e.name() : e.target())))
            .toList();
    return Optional.of(new SteeredHost(host, Duration.ofSeconds(profile.ttlSeconds()), answers));
  }

  @Override
  public synchronized void apply(SteeredHost host) throws AdapterException {
    Profile profile = read();
    ProfileRules.check(place.profile(), profile, host, place.endpoints());
    Map<String, Setting> wanted = wanted(host);
    profile = unlessForeign(profile, wanted.keySet());
    for (Change change : changes(profile, wanted)) {
      patch(change);
    }
    readBack(wanted);
  }

  private void readBack(Map<String, Setting> wanted) throws AdapterException {
    Profile seen = look(p -> differences(p, wanted).isEmpty());
    List<String> differences = differences(seen, wanted);
    if (!differences.isEmpty()) {
      throw new AdapterException.Transient(
          "Traffic Manager profile "
              + place.profile()
              + " does not show what was written a few seconds ago: "
              + String.join(", ", differences));
    }
    wanted.forEach(known::written);
  }

  private Map<String, Setting> wanted(SteeredHost host) {
    Map<String, Setting> wanted = new LinkedHashMap<>();
    for (SiteAnswer answer : host.sites()) {
      Setting setting = answer.share().isNone() ? Setting.OFF : Setting.of(answer.share().value());
      wanted.put(place.endpoint(answer.site()), setting);
    }
    return wanted;
  }

  /** One endpoint that is not as it should be. */
  private record Change(Endpoint endpoint, Setting to) {
    int more() {
      return to.effect() - endpoint.setting().effect();
    }
  }

  /** Those that get most first, so that one is always on. */
  private static List<Change> changes(Profile profile, Map<String, Setting> wanted) {
    List<Change> changes = new ArrayList<>();
    wanted.forEach((name, setting) ->
        profile
            .endpoint(name)
            .filter(e -> !e.setting().same(setting))
            .ifPresent(e -> changes.add(new Change(e, setting))));
    changes.sort(Comparator.comparingInt(Change::more).reversed());
    return changes;
  }

  private void patch(Change change) throws AdapterException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = body.putObject("properties");
    properties.put("endpointStatus", change.to.on() ? "Enabled" : "Disabled");
    if (change.to.on()) {
      properties.put("weight", change.to.weight());
    }
    String name = change.endpoint.name();
    // Before it is sent: when no answer comes, it may have happened all the same.
    known.writing(name, change.to);
    client
        .arm()
        .send(
            ArmCall.of(
                    change.endpoint.patch(),
                    "group",
                    place.group(),
                    "profile",
                    place.profile(),
                    "endpoint",
                    name)
                .body(body))
        .orThrow("cannot set " + name + " of profile " + place.profile() + " to " + change.to);
  }

  /** Reads again until it is as expected or the patience is over. */
  private Profile look(Predicate<Profile> expected) throws AdapterException {
    Profile seen = read();
    for (Duration wait : LOOKS) {
      if (expected.test(seen)) {
        return seen;
      }
      sleep(wait);
      seen = read();
    }
    return seen;
  }

  private Profile unlessForeign(Profile seen, Set<String> endpoints) throws AdapterException {
    if (known.surprises(seen, endpoints).isEmpty()) {
      return seen;
    }
    Profile settled = look(p -> known.surprises(p, endpoints).isEmpty());
    List<String> surprises = known.surprises(settled, endpoints);
    if (surprises.isEmpty()) {
      return settled;
    }
    String what =
        "Traffic Manager profile "
            + place.profile()
            + " was changed by somebody else: "
            + String.join(", ", surprises);
    if (place.overwrite()) {
      known.seen(settled);
      throw new AdapterException.Transient(what + "; it is written over at the next attempt");
    }
    throw new AdapterException.Refused(
        what
            + ". Nothing is written until it is put back, or the controller is started again,"
            + " which then goes on from what is there");
  }

  private static List<String> differences(Profile seen, Map<String, Setting> wanted) {
    List<String> all = new ArrayList<>();
    wanted.forEach((name, setting) -> {
      Setting now = seen.endpoint(name).map(Endpoint::setting).orElse(Setting.OFF);
      if (!now.same(setting)) {
        all.add(name + " is " + now + ", not " + setting);
      }
    });
    return all;
  }

  private Profile read() throws AdapterException {
    ArmCall get =
        ArmCall.of(
            TrafficManagerOperations.PROFILE_GET,
            "group",
            place.group(),
            "profile",
            place.profile());
    ArmAnswer answer = client.arm().send(get);
    if (answer.missing()) {
      throw new AdapterException.Invalid(
          "there is no Traffic Manager profile "
              + place.profile()
              + " in "
              + place.group()
              + " ("
              + answer.error()
              + "); make it with method Weighted and an endpoint for each site");
    }
    return Profile.of(answer.orThrow("cannot read profile " + place.profile()).body());
  }

  private void sleep(Duration time) throws AdapterException.Transient {
    try {
      pause.pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("ended while it waited for Traffic Manager", e);
    }
  }

  /** Does nothing: the profile goes on answering, with or without a controller. */
  @Override
  public void close() {}
}
