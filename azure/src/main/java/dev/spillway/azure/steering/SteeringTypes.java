package dev.spillway.azure.steering;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.Pause;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.SteeringTarget;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code traffic-manager} and {@code azure-dns} in an app's file. */
public final class SteeringTypes {
  private static final String FOREIGN =
      """
          "foreign-changes": {
            "description": "What happens when somebody else changed what is published. hold: it is reported, and nothing is written until it is put back or the controller is started again. overwrite: it is reported, and then written over.",
            "enum": ["hold", "overwrite"],
            "default": "hold"
          }
      """;

  private static final String PROFILE =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "profile"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "That holds the profile. Not the one that is removed after each burst.",
                "type": "string", "minLength": 1
              },
              "profile": {
                "description": "The Traffic Manager profile. It must exist, with routing method Weighted and the ttl of this target, and be what the host's CNAME names.",
                "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,62}$"
              },
              "endpoints": {
                "title": "a mapping from sites' names to names of the profile's endpoints",
                "description": "The endpoint of each site. Default: the one that is named like the site",
                "type": "object", "additionalProperties": {"type": "string", "minLength": 1}
              },
          """
          + FOREIGN
          + "}}";

  private static final String ZONE =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "zone"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "That holds the zone. Not the one that is removed after each burst.",
                "type": "string", "minLength": 1
              },
              "zone": {
                "description": "The zone that the app's host is in. Its A and AAAA records have no weights: all clients are sent to one site, and only when it can carry all of them.",
                "type": "string", "pattern": "^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$"
              },
          """
          + FOREIGN
          + "}}";

  /** Both. */
  public static final List<AdapterType<?>> ALL =
      List.of(
          new AdapterType<SteeringTarget>(
              AdapterType.Kind.STEERING,
              "traffic-manager",
              PROFILE,
              SteeringTypes::profile,
              (spec, context, app, names) ->
                  SteeringCheck.profile(
                      new Access(spec, context), place(spec), app, names, Instant.now())),
          new AdapterType<SteeringTarget>(
              AdapterType.Kind.STEERING,
              "azure-dns",
              ZONE,
              SteeringTypes::zone,
              SteeringTypes::checkZone));

  private SteeringTypes() {}

  private static SteeringTarget profile(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    return new TrafficManager(new Access(spec, context)::arm, place(spec), Pause.real());
  }

  private static TrafficManager.Place place(AdapterSpec spec) throws AdapterException.Invalid {
    Map<String, String> endpoints = new TreeMap<>();
    if (spec.settings().get("endpoints") instanceof Map<?, ?> named) {
      named.forEach((site, endpoint) -> endpoints.put(site.toString(), endpoint.toString()));
    }
    return new TrafficManager.Place(
        text(spec, "resource-group"), text(spec, "profile"), endpoints, overwrites(spec));
  }

  private static SteeringTarget zone(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    return new AzureDns(
        records(new Access(spec, context), spec, context),
        context.owner(),
        overwrites(spec),
        Pause.real());
  }

  private static RecordSets records(Access access, AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    String zone = text(spec, "zone").toLowerCase(Locale.ROOT);
    String name = relative(context.host(), zone);
    return new RecordSets(access::arm, text(spec, "resource-group"), zone, name);
  }

  private static List<Finding> checkZone(
      AdapterSpec spec, AdapterContext context, App app, HostNames names) throws AdapterException {
    Access access = new Access(spec, context);
    RecordSets records = records(access, spec, context);
    AzureDns target = new AzureDns(records, context.owner(), overwrites(spec), Pause.real());
    String group = text(spec, "resource-group");
    return SteeringCheck.zone(access, group, records, target, app, names, Instant.now());
  }

  /** A host's name in its zone; {@code @} for the zone's own. */
  static String relative(String host, String zone) throws AdapterException.Invalid {
    if (host.equals(zone)) {
      return "@";
    }
    if (!host.endsWith("." + zone)) {
      throw new AdapterException.Invalid(
          "zone: the host " + host + " is not in " + zone + "; name the zone that it is in");
    }
    return host.substring(0, host.length() - zone.length() - 1);
  }

  private static boolean overwrites(AdapterSpec spec) {
    return spec.text("foreign-changes").orElse("hold").equals("overwrite");
  }

  private static String text(AdapterSpec spec, String key) throws AdapterException.Invalid {
    return spec.text(key).orElseThrow(() -> new AdapterException.Invalid(key + ": missing"));
  }
}
