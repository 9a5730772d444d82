package dev.spillway.azure;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the real services answered once, and what their authors give as examples. */
public final class Recorded {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Recorded() {}

  private static JsonNode file(String name) {
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
      return JSON.readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** An answer of the real service, by the name of its excerpt. */
  public static ArmAnswer answer(String name, Operation operation) {
    for (JsonNode one : file("recorded/excerpts.json").path("exchanges")) {
      if (one.path("name").asString("").equals(name)) {
        return answer(operation, one.path("response"));
      }
    }
    throw new IllegalArgumentException("no excerpt " + name);
  }

  private static ArmAnswer answer(Operation operation, JsonNode response) {
    Map<String, String> headers = new HashMap<>();
    response
        .path("headers")
        .properties()
        .forEach(h -> headers.put(h.getKey(), h.getValue().asString("")));
    JsonNode body = response.path("body");
    return new ArmAnswer(
        operation,
        response.path("statusCode").asInt(),
        headers,
        body.isMissingNode() ? JSON.createObjectNode() : body);
  }

  /** The answer of an official example. */
  public static ArmAnswer example(String file, Operation operation) {
    JsonNode body = file("official/" + file).at("/responses/200/body");
    return new ArmAnswer(operation, 200, Map.of(), body);
  }
}
