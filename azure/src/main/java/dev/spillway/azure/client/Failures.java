package dev.spillway.azure.client;

import dev.spillway.core.AdapterException;
import java.util.Locale;
import java.util.Set;

/**
 * Which kind of failure an answer is.
 *
 * <pre>
 * status, code                                       kind
 * no capacity, quota, "not enough available…"        REFUSED    next choice
 * 408, 409, 412, 429, 5xx                            TRANSIENT  again later
 * 401, 403                                           INVALID    a person must give the right
 * all others                                         INVALID
 * </pre>
 */
final class Failures {
  private static final Set<String> QUOTA =
      Set.of("quotaexceeded", "skunotavailable", "subscriptionquotaexceeded", "overconstrained");
  private static final Set<Integer> PASSING = Set.of(408, 409, 412, 423, 429);

  private Failures() {}

  static AdapterException of(Operation operation, String what, ArmError error) {
    String text = what + ": " + error;
    if (noCapacity(error)) {
      return new AdapterException.Refused(text);
    }
    if (PASSING.contains(error.status()) || error.status() >= 500) {
      return new AdapterException.Transient(text);
    }
    if (error.status() == 401) {
      return new AdapterException.Invalid(
          text + ". Check tenant, client and audience of the sign-in");
    }
    if (error.status() == 403 && !operation.action().isEmpty()) {
      return new AdapterException.Invalid(
          text + ". The sign-in needs the right " + operation.action());
    }
    if (ApiVersions.refused(error) && !operation.api().provider().isEmpty()) {
      Api api = operation.api();
      return new AdapterException.Invalid(
          text
              + ". Of "
              + api.provider()
              + " Spillway speaks "
              + String.join(", ", api.versions())
              + ": the cloud needs one of these");
    }
    return new AdapterException.Invalid(text);
  }

  /**
   * The wordings of App Service for a region or a scale unit that is full, of Container Apps for an
   * environment that is, and for quotas.
   *
   * @see <a href="https://learn.microsoft.com/azure/container-apps/quotas">Quotas for Container
   *     Apps</a>
   */
  static boolean noCapacity(ArmError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return QUOTA.contains(error.code().toLowerCase(Locale.ROOT))
        || message.contains("no available instances to satisfy this request")
        || message.contains("not enough available reserved instance servers")
        || message.contains("has quota of 0 instances")
        || message.contains("maximum allowed cores exceeded")
        || message.contains("quota of")
        || message.contains("without additional quota");
  }
}
