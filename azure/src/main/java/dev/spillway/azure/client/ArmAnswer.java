package dev.spillway.azure.client;

import dev.spillway.core.AdapterException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the Resource Manager answered, after retries.
 *
 * @param operation that was called
 * @param headers by lower-case name
 * @param body an empty object when there was none
 */
public record ArmAnswer(
    Operation operation, int status, Map<String, String> headers, JsonNode body) {
  public ArmAnswer {
    headers = Map.copyOf(headers);
  }

  public boolean good() {
    return status >= 200 && status < 300;
  }

  public boolean missing() {
    return status == 404;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** From the header, else from the body; empty when there is none. */
  public String etag() {
    return header("etag").orElse(body.path("etag").asString(""));
  }

  public ArmError error() {
    return ArmError.of(status, body);
  }

  /**
   * @param what is being done, for people
   * @throws AdapterException unless the status is 2xx; the kind follows from status and code
   */
  public ArmAnswer orThrow(String what) throws AdapterException {
    if (good()) {
      return this;
    }
    throw Failures.of(operation, what, error());
  }
}
