package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What goes out. */
public record Response(int status, Map<String, String> headers, byte[] body) {
  public static Response json(int status, JsonNode body) {
    return new Response(
        status,
        Map.of("content-type", "application/json; charset=utf-8"),
        FakeAzure.JSON.writeValueAsBytes(body));
  }

  public static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  public static Response text(int status, String body) {
    return new Response(status, Map.of("content-type", "text/plain"), body.getBytes(UTF_8));
  }

  /** As the Resource Manager says no. */
  public static Response error(int status, String code, String message) {
    var error = FakeAzure.JSON.createObjectNode();
    error.putObject("error").put("code", code).put("message", message);
    return json(status, error);
  }

  /** To a call whose api-version is none of those that are offered. */
  public static Response noSuchVersion(String asked, Collection<String> offered) {
    return error(
        400,
        "NoRegisteredProviderFound",
        "No registered resource provider found for location 'local' and API version '"
            + asked
            + "'. The supported api-versions are '"
            + String.join(", ", offered)
            + "'.");
  }

  public Response with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Response(status, more, body);
  }
}
