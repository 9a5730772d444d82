package dev.spillway.azure.client;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.spillway.core.AdapterException;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a Resource Manager where its users sign in: {@code /metadata/endpoints}. Two forms are seen:
 * an object (2015-01-01) and an array of which the first entry counts (2019-10-01 and later).
 */
final class CloudDiscovery {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String[] VERSIONS = {"2015-01-01", "2019-10-01"};

  private CloudDiscovery() {}

  /**
   * @throws AdapterException.Transient when nobody answers
   * @throws AdapterException.Invalid when the answer is no description of a cloud
   */
  static Cloud ask(HttpClient http, URI arm) throws AdapterException {
    String last = "";
    for (String version : VERSIONS) {
      URI at = URI.create(arm + "/metadata/endpoints?api-version=" + version);
      try (HttpResponse answer =
          http.sendSync(new HttpRequest(HttpMethod.GET, at.toString()), Context.NONE)) {
        String body = answer.getBodyAsBinaryData().toString();
        if (answer.getStatusCode() == 200) {
          return read(arm, JSON.readTree(body), at);
        }
        last = at + " answered " + answer.getStatusCode();
        if (answer.getStatusCode() >= 500) {
          throw new AdapterException.Transient(last);
        }
      } catch (JacksonException e) {
        throw new AdapterException.Invalid(at + " does not answer with JSON", e);
      } catch (RuntimeException e) {
        throw Transport.failure("cannot ask " + at, e);
      }
    }
    throw new AdapterException.Invalid(
        last + ": name the Resource Manager's address, as https://management.REGION.DOMAIN");
  }

  static Cloud read(URI arm, JsonNode answer, URI at) throws AdapterException.Invalid {
    JsonNode one = answer.isArray() ? answer.path(0) : answer;
    JsonNode signIn = one.path("authentication");
    String login = signIn.path("loginEndpoint").asString("");
    String audience = signIn.path("audiences").path(0).asString("");
    if (!login.startsWith("https://") || audience.isEmpty()) {
      throw new AdapterException.Invalid(
          at + " names no https login endpoint and audience: is it a Resource Manager?");
    }
    return new Cloud(arm, URI.create(cut(login)), cut(audience), hub(one, audience));
  }

  /** Public clouds name themselves and their batch or portal; a Hub does neither. */
  private static boolean hub(JsonNode one, String audience) {
    String name = one.path("name").asString("");
    return name.isEmpty() || name.startsWith("AzureStack") || audience.contains("adminmanagement");
  }

  private static String cut(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
