package dev.spillway.azure.containerapps;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Units;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user may set for an {@code azure-container-apps}.
 *
 * @param environmentGroup that the environment is in
 * @param app name of the container app
 * @param cpu cores of a replica
 * @param memory of a replica, such as {@code 1Gi}
 * @param profile workload profile; empty for the environment's default
 * @param targetPort where the app listens in its container
 * @param certificate PFX for the app's host; null when it is served without TLS
 * @param port of the environment's address
 * @param keep at zero the app is stopped and kept, not deleted
 */
record ContainerAppsSettings(
    String group,
    String environmentGroup,
    String environment,
    String app,
    Shelf shelf,
    double cpu,
    String memory,
    String profile,
    int targetPort,
    @Nullable Path certificate,
    String certificatePassword,
    int port,
    boolean keep,
    Duration startTimeout) {
  private static final Pattern APP = Pattern.compile("[a-z](-?[a-z0-9]){1,31}");

  static ContainerAppsSettings read(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    String certificate = spec.text("certificate").orElse(null);
    boolean https = context.health().scheme().equals("https");
    if (https && certificate == null) {
      throw new AdapterException.Invalid(
          "certificate: missing, but health.scheme is https: name the PFX file for "
              + context.host());
    }
    String group = need(spec, "resource-group");
    return new ContainerAppsSettings(
        group,
        spec.text("environment-group").orElse(group),
        need(spec, "environment"),
        app(spec, context),
        Shelf.read(spec),
        number(spec, "cpu", 0.5),
        spec.text("memory").orElse("1Gi"),
        spec.text("workload-profile").orElse(""),
        spec.number("target-port").orElse(8080),
        certificate == null ? null : context.folder().resolve(certificate),
        spec.text("certificate-password").orElse(""),
        spec.number("port").orElse(https ? 443 : 80),
        spec.text("at-zero").orElse("delete").equals("stop"),
        startTimeout(spec));
  }

  static String need(AdapterSpec spec, String key) throws AdapterException.Invalid {
    return spec.text(key)
        .orElseThrow(() -> new AdapterException.Invalid(key + ": missing; write it"));
  }

  private static double number(AdapterSpec spec, String key, double standard) {
    return spec.settings().get(key) instanceof Number n ? n.doubleValue() : standard;
  }

  private static Duration startTimeout(AdapterSpec spec) throws AdapterException.Invalid {
    try {
      return spec.text("start-timeout").map(Units::duration).orElse(Duration.ofMinutes(10));
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("start-timeout: " + e.getMessage(), e);
    }
  }

  private static String app(AdapterSpec spec, AdapterContext context)
      throws AdapterException.Invalid {
    String name = spec.text("name").orElse(name(context));
    if (!APP.matcher(name).matches()) {
      throw new AdapterException.Invalid(
          "name: '"
              + name
              + "' cannot be a container app's: 2 to 32 of a-z, 0-9 and single hyphens, from a letter"
              + " to a letter or digit");
    }
    return name;
  }

  /** Lasting, and within an environment nobody else's. */
  private static String name(AdapterContext context) {
    String unique = context.owner() + "/" + context.app() + "/" + context.site();
    String digits = UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8)).toString();
    String words = (context.app() + "-" + context.site()).replaceAll("[^a-z0-9]+", "-");
    String most = words.length() > 23 ? words.substring(0, 23) : words;
    String plain = most.replaceAll("^[^a-z]+|-+$", "");
    return (plain.isEmpty() ? "app" : plain) + "-" + digits.substring(0, 8);
  }
}
