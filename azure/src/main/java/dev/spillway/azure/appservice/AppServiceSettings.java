package dev.spillway.azure.appservice;

import dev.spillway.azure.Access;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Units;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user may set for an {@code azure-app-service}.
 *
 * @param regions in the order in which they are tried
 * @param skus in the order in which they are tried in each region
 * @param runtime such as {@code JAVA|21-java21} on Linux or {@code 21} on Windows
 * @param certificate PFX for the app's host; null when it is served without TLS
 * @param port of the site's address
 * @param slots a new release for a site that runs goes through a deployment slot, where the tier
 *     has them
 * @param healthPath that a worker answers with 200 when it is warm
 */
record AppServiceSettings(
    String group,
    List<String> regions,
    List<String> skus,
    String site,
    boolean linux,
    String runtime,
    @Nullable Path certificate,
    String certificatePassword,
    int port,
    Duration startTimeout,
    boolean slots,
    String healthPath) {
  static final String SCHEMA =
      """
      {
        "type": "object",
        "description": "Runs the instances as an App Service site on a plan of its own, on Azure or Azure Stack Hub. Both are made when the first instance starts and removed when the last has stopped.",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "regions"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "The group that plan and site are made in; it exists, and best holds nothing else.",
                "type": "string", "pattern": "^[-A-Za-z0-9_().]{1,90}$"
              },
              "regions": {
                "description": "Where: the next is tried when one has no capacity. Of an Azure Stack Hub its one region.",
                "type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1
              },
              "skus": {
                "description": "Sizes of the plan: the next is tried when a region has none of one. Default: [P1v3, S1]; on a Hub name the operator's",
                "type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1
              },
              "name": {
                "description": "Name of the site, unique in the whole cloud. Default: one that is made from app, site and subscription",
                "type": "string", "pattern": "^[A-Za-z0-9][-A-Za-z0-9]{0,34}[A-Za-z0-9]$"
              },
              "os": {
                "description": "What the workers run; a Hub has windows only. Default: linux",
                "enum": ["linux", "windows"]
              },
              "runtime": {
                "description": "The stack: linuxFxVersion on Linux, the Java version on Windows. Default: JAVA|21-java21, on Windows 21",
                "type": "string", "minLength": 1
              },
              "certificate": {
                "description": "PFX file with key and certificate for the app's host, bound before the site may serve. Default: none, so the host is bound without TLS",
                "type": "string", "minLength": 1
              },
              "certificate-password": {
                "description": "Of the PFX file: ${env:NAME} or ${file:/path}.",
                "type": "string", "minLength": 1
              },
              "port": {
                "description": "Port of the site's address that clients use. Default: 443 when health.scheme is https, else 80",
                "type": "integer", "minimum": 1, "maximum": 65535
              },
              "start-timeout": {
                "description": "An instance that does not run by then has failed. Default: 15min",
                "$ref": "#/$defs/period"
              },
              "slots": {
                "description": "A new release for a site that runs is made ready in a deployment slot and then swapped, where the plan's tier has slots: Standard and above. false: it replaces the old one with a restart of all workers. Default: true",
                "type": "boolean"
              }
            }
          }
          """;

  static AppServiceSettings read(AdapterSpec spec, AdapterContext context) throws AdapterException {
    boolean linux = spec.text("os").orElse("linux").equals("linux");
    List<String> skus = spec.texts("skus");
    String certificate = spec.text("certificate").orElse(null);
    boolean https = context.health().scheme().equals("https");
    if (https && certificate == null) {
      throw new AdapterException.Invalid(
          "certificate: missing, but health.scheme is https: name the PFX file for "
              + context.host());
    }
    return new AppServiceSettings(
        need(spec, "resource-group"),
        List.copyOf(spec.texts("regions")),
        skus.isEmpty() ? List.of("P1v3", "S1") : List.copyOf(skus),
        spec.text("name").orElse(name(spec, context)),
        linux,
        spec.text("runtime").orElse(linux ? "JAVA|21-java21" : "21"),
        certificate == null ? null : context.folder().resolve(certificate),
        spec.text("certificate-password").orElse(""),
        spec.number("port").orElse(https ? 443 : 80),
        startTimeout(spec),
        !Boolean.FALSE.equals(spec.settings().get("slots")),
        context.health().path());
  }

  private static String need(AdapterSpec spec, String key) throws AdapterException.Invalid {
    return spec.text(key)
        .orElseThrow(() -> new AdapterException.Invalid(key + ": missing; write it"));
  }

  private static Duration startTimeout(AdapterSpec spec) throws AdapterException.Invalid {
    try {
      return spec.text("start-timeout").map(Units::duration).orElse(Duration.ofMinutes(15));
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("start-timeout: " + e.getMessage(), e);
    }
  }

  /** Lasting, and nobody else's: a name that was deleted can be claimed by strangers. */
  private static String name(AdapterSpec spec, AdapterContext context) {
    String all =
        spec.text("subscription").orElse("") + "/" + spec.text("resource-group").orElse("");
    String unique = all + "/" + context.owner() + "/" + context.app() + "/" + context.site();
    String digits =
        UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
    String words = context.app() + "-" + context.site();
    String most = words.length() > 22 ? words.substring(0, 22) : words;
    return most.replaceAll("-+$", "") + "-" + digits.substring(0, 12);
  }

  /** The plan in the n-th region: a plan cannot move. */
  String plan(int region) {
    return site + "-" + (region + 1);
  }

  /** Whether a plan of this tier has deployment slots; unknown ones, as on a Hub, have none. */
  static boolean hasSlots(String tier) {
    String lower = tier.toLowerCase(Locale.ROOT);
    return lower.equals("standard")
        || lower.startsWith("premium") // also Premium0V3, as P0v3 calls itself, and PremiumMV3
        || lower.matches("isolated(v2)?");
  }

  /** Cores of a worker of the well-known sizes; 0 for others. */
  static int cores(String sku) {
    return switch (sku.toUpperCase(Locale.ROOT)) {
      case "B1", "S1", "P1V2", "P0V3" -> 1;
      case "B2", "S2", "P2V2", "P1V3" -> 2;
      case "B3", "S3", "P3V2", "P2V3" -> 4;
      case "P3V3" -> 8;
      default -> 0;
    };
  }

  /** Tier of the well-known sizes; a Hub's operator names others, which need none. */
  static String tier(String sku) {
    return switch (sku.toUpperCase(Locale.ROOT)) {
      case "F1" -> "Free";
      case "D1" -> "Shared";
      case "B1", "B2", "B3" -> "Basic";
      case "S1", "S2", "S3" -> "Standard";
      case "P1V2", "P2V2", "P3V2" -> "PremiumV2";
      case "P0V3" -> "Premium0V3";
      case "P1V3", "P2V3", "P3V3" -> "PremiumV3";
      default -> "";
    };
  }
}
