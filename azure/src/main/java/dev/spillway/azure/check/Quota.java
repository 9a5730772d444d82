package dev.spillway.azure.check;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * One line of a list of usages.
 *
 * @param name as the cloud calls it
 * @param used of it, in its unit
 * @param limit all that may be used
 */
public record Quota(String name, double used, double limit) {

  /** Those that are about cores: by their unit or by their name, since clouds write both. */
  public static List<Quota> cores(JsonNode answer) {
    return answer
        .path("value")
        .valueStream()
        .filter(q -> ofCores(q.path("unit")) || ofCores(q.path("name").path("value")))
        .map(q ->
            new Quota(
                q.path("name").path("value").asString(""),
                q.path("currentValue").asDouble(0),
                q.path("limit").asDouble(0)))
        .toList();
  }

  private static boolean ofCores(JsonNode text) {
    return text.asString("").toLowerCase(Locale.ROOT).contains("core");
  }

  /** The least that is left of any of them; empty without one. */
  public static OptionalDouble left(List<Quota> all) {
    return all.stream().mapToDouble(q -> Math.max(0, q.limit() - q.used())).min();
  }

  /** Such as {@code 55 of 250 (Cores usage in West US)}. */
  public String text() {
    return String.format(Locale.ROOT, "%.4g of %.4g used (%s)", used, limit, name);
  }
}
