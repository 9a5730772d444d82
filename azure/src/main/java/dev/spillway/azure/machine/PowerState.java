package dev.spillway.azure.machine;

import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a machine's instance view says of it. Pure.
 *
 * <pre>
 * PowerState    ProvisioningState   runs   text                                       startable
 * running       succeeded           yes    running
 * running       another             yes    running (updating)
 * running       failed              no     running, but its provisioning failed (why)
 * stopped       any                 no     stopped, which is billed on                yes
 * deallocated   any                 no     deallocated                                yes
 * unknown, none failed              no     not running, since its provisioning failed (why)
 * unknown, none another             no     in a state that its cloud does not tell
 * another       any                 no     as it is called, such as starting
 * </pre>
 *
 * @param runs it is on and the cloud has no complaint of it
 * @param text such as {@code deallocated}
 * @param startable somebody has to start it
 * @see <a href="https://learn.microsoft.com/azure/virtual-machines/states-billing">States and
 *     billing</a>
 */
record PowerState(boolean runs, String text, boolean startable) {
  private static final String POWER = "powerstate/";
  private static final String PROVISIONING = "provisioningstate/";

  /**
   * @param machine as the cloud answers with its instance view
   */
  static PowerState of(JsonNode machine) {
    JsonNode statuses = machine.path("properties").path("instanceView").path("statuses");
    String power = code(statuses, POWER).orElse("unknown");
    String provisioning =
        code(statuses, PROVISIONING)
            .orElse(machine.path("properties").path("provisioningState").asString("succeeded"))
            .toLowerCase(Locale.ROOT);
    boolean failed = provisioning.startsWith("failed");
    return switch (power) {
      case "running" -> running(provisioning, failed, statuses);
      case "stopped" -> new PowerState(false, "stopped, which is billed on", true);
      case "deallocated" -> new PowerState(false, "deallocated", true);
      case "unknown" ->
          new PowerState(
              false,
              failed
                  ? "not running, since its provisioning failed" + message(statuses)
                  : "in a state that its cloud does not tell",
              false);
      default -> new PowerState(false, power, false);
    };
  }

  private static PowerState running(String provisioning, boolean failed, JsonNode statuses) {
    if (failed) {
      return new PowerState(
          false, "running, but its provisioning failed" + message(statuses), false);
    }
    boolean settled = provisioning.equals("succeeded");
    return new PowerState(true, settled ? "running" : "running (" + provisioning + ")", false);
  }

  /**
   * The part after the prefix, such as {@code running} or {@code failed/OSProvisioningTimedOut}.
   */
  private static Optional<String> code(JsonNode statuses, String prefix) {
    return statuses
        .valueStream()
        .map(status -> status.path("code").asString("").toLowerCase(Locale.ROOT))
        .filter(code -> code.startsWith(prefix))
        .map(code -> code.substring(prefix.length()))
        .findFirst();
  }

  private static String message(JsonNode statuses) {
    return statuses
        .valueStream()
        .filter(s -> s.path("code").asString("").toLowerCase(Locale.ROOT).startsWith(PROVISIONING))
        .map(s -> s.path("message").asString(s.path("displayStatus").asString("")))
        .filter(text -> !text.isBlank())
        .findFirst()
        .map(text -> " (" + text.strip() + ")")
        .orElse("");
  }
}
