package dev.spillway.cli;

import dev.spillway.core.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The virtual machines that an app's sites depend on, a line for each. */
final class MachineText {
  /** Below this nobody needs to know how long ago its cloud was asked. */
  private static final Duration FRESH = Duration.ofMinutes(2);

  private MachineText() {}

  static List<String> of(JsonNode app) {
    List<String> all = new ArrayList<>();
    for (JsonNode site : app.path("sites")) {
      for (JsonNode machine : site.path("machines")) {
        all.add(line(site.path("site").asString(""), machine));
      }
    }
    return all;
  }

  private static String line(String site, JsonNode machine) {
    List<String> parts = new ArrayList<>();
    String service = machine.path("service").asString("");
    parts.add(
        machine.path("name").asString("")
            + " at "
            + site
            + (service.isEmpty() ? "" : " (" + service + ")")
            + ": "
            + machine.path("state").asString(""));
    machine.path("addresses").forEach(address -> parts.add(address.asString("")));
    Duration age = Duration.ofSeconds(Math.round(machine.path("ageSeconds").asDouble(0)));
    if (age.compareTo(FRESH) > 0) {
      parts.add("seen " + Units.show(age) + " ago");
    }
    String advice = machine.path("advice").asString("");
    return String.join(", ", parts) + (advice.isEmpty() ? "" : "; " + advice);
  }
}
