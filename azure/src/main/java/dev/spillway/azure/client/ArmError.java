package dev.spillway.azure.client;

import tools.jackson.databind.JsonNode;

/**
 * Why the Resource Manager said no.
 *
 * @param code such as {@code AuthorizationFailed}; the HTTP status when there was none
 * @param message as it came, for people; empty when there was none
 */
public record ArmError(int status, String code, String message) {

  /** Reads both forms that are seen: {@code {"error":{…}}} and the flat one of Azure DNS. */
  static ArmError of(int status, JsonNode body) {
    JsonNode error = body.path("error").isObject() ? body.path("error") : body;
    String code = first(error, "code", "Code");
    String message = first(error, "message", "Message");
    return new ArmError(
        status, code.isEmpty() ? Integer.toString(status) : code, inner(error, message));
  }

  /** The first detail says more than "one or more errors". */
  private static String inner(JsonNode error, String message) {
    String detail = first(error.path("details").path(0), "message", "Message");
    return detail.isEmpty() || message.contains(detail) ? message : message + " " + detail;
  }

  private static String first(JsonNode node, String name, String other) {
    return node.path(name).asString(node.path(other).asString(""));
  }

  /** The cloud says that it has no room, or lets nobody have more. */
  public boolean noCapacity() {
    return Failures.noCapacity(this);
  }

  @Override
  public String toString() {
    return status + " " + code + (message.isEmpty() ? "" : ": " + message.strip());
  }
}
