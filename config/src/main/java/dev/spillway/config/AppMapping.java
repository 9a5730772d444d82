package dev.spillway.config;

import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.KnownEvent;
import dev.spillway.core.Role;
import dev.spillway.core.Service;
import dev.spillway.core.Site;
import dev.spillway.core.Tuning;
import dev.spillway.core.Units;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A checked tree, with all defaults in it, to an {@link App}. */
final class AppMapping {
  private AppMapping() {}

  static App app(Document file) {
    JsonNode tree = file.tree();
    List<Site> sites =
        tree.path("sites").properties().stream()
            .map(e -> SiteMapping.site(file, e.getKey(), e.getValue()))
            .sorted(Comparator.comparing(Site::role, Comparator.comparing(r -> r == Role.PUBLIC)))
            .toList();
    return new App(
        Read.need(tree, "app"),
        Form.plainHost(Read.need(tree, "host")),
        Read.text(tree.path("release"), "artifact").orElse(null),
        health(tree.path("health")),
        sites,
        services(tree.path("services")),
        tree.path("steering").valueStream().map(SiteMapping::adapter).toList(),
        tuning(tree),
        Read.text(tree, "budget").map(text -> Units.money(text, "month")).orElse(null),
        events(file));
  }

  /** Checked a moment ago, so a problem means that a calendar was changed meanwhile. */
  private static List<KnownEvent> events(Document file) {
    Problems problems = new Problems();
    List<KnownEvent> events = KnownEvents.read(file, problems, Instant.now());
    if (!problems.isEmpty()) {
      throw new IllegalStateException("a calendar changed while it was read: " + problems.list());
    }
    return events;
  }

  private static Health health(JsonNode health) {
    return new Health(
        Read.need(health, "scheme"),
        Read.need(health, "path"),
        Read.duration(health, "interval"),
        Read.duration(health, "timeout"),
        health.path("rise").intValue(),
        health.path("fall").intValue(),
        Read.need(health, "trust"));
  }

  private static Map<String, Service> services(JsonNode services) {
    Map<String, Service> out = new LinkedHashMap<>();
    services
        .properties()
        .forEach(e -> {
          Endpoint at = Endpoint.parse(Read.need(e.getValue(), "at"));
          String check = Read.need(e.getValue(), "check");
          Service.Only only =
              new Service.Only(texts(e.getValue(), "sites"), texts(e.getValue(), "releases"));
          out.put(e.getKey(), new Service(at, check, limits(e.getValue()), only));
        });
    return out;
  }

  private static Set<String> texts(JsonNode service, String key) {
    Set<String> all = new LinkedHashSet<>();
    service.path(key).forEach(each -> all.add(each.stringValue()));
    return all;
  }

  private static Service.Limits limits(JsonNode service) {
    double none = Double.POSITIVE_INFINITY;
    return new Service.Limits(
        service.path("streams").intValue(Integer.MAX_VALUE),
        Read.text(service, "rate").map(text -> Units.rate(text).perSecond()).orElse(none),
        Read.text(service, "bandwidth").map(Units::bytesPerSecond).orElse(none),
        Read.text(service, "round-trip-at-most")
            .map(text -> Units.duration(text).toMillis() / 1000.0)
            .orElse(none));
  }

  private static Tuning tuning(JsonNode tree) {
    JsonNode policy = tree.path("policy");
    JsonNode objective = tree.path("objective");
    return new Tuning(
        Read.duration(tree.path("steering").path(0), "ttl"),
        Read.duration(policy, "warm-up"),
        Read.fraction(policy, "spill-at"),
        Read.fraction(policy, "return-at"),
        Read.duration(policy, "hold"),
        Read.duration(policy, "instance-hold"),
        Read.fraction(policy, "step"),
        Read.fraction(policy, "leftover"),
        Read.duration(policy, "drain-max"),
        Read.duration(policy, "stale-after"),
        Read.duration(policy, "link-grace"),
        policy.path("changes-per-hour").intValue(),
        Read.text(objective.path("latency"), "p99").map(Units::duration).orElse(null),
        Read.fraction(objective, "errors"));
  }
}
