package dev.spillway.azure.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One call that is about to be made: an {@link Operation} with its parameters filled. Immutable.
 *
 * @param values of the path's parameters by name; the subscription is the client's unless given
 * @param query further query parameters
 * @param headers such as {@code If-Match}
 * @param body null for none
 */
public record ArmCall(
    Operation operation,
    Map<String, String> values,
    Map<String, String> query,
    Map<String, String> headers,
    @Nullable JsonNode body) {
  public ArmCall {
    values = Map.copyOf(values);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /**
   * @param namesAndValues path parameters in pairs: name, value
   */
  public static ArmCall of(Operation operation, String... namesAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ArmCall(operation, values, Map.of(), Map.of(), null);
  }

  public ArmCall body(JsonNode json) {
    return new ArmCall(operation, values, query, headers, json);
  }

  /** Only when the resource still has this etag; {@code *} for any that exists. */
  public ArmCall ifMatch(String etag) {
    return header("If-Match", etag);
  }

  /** Only when there is none yet. */
  public ArmCall ifNoneMatch() {
    return header("If-None-Match", "*");
  }

  public ArmCall header(String name, String value) {
    return new ArmCall(operation, values, query, with(headers, name, value), body);
  }

  public ArmCall query(String name, String value) {
    return new ArmCall(operation, values, with(query, name, value), headers, body);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }
}
