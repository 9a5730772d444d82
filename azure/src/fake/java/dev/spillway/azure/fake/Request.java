package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What came in.
 *
 * @param host the address that it came in at
 * @param path without query, as it was written
 * @param headers by lower-case name
 */
public record Request(
    String method,
    String host,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  public JsonNode json() {
    return body.length == 0
        ? FakeAzure.JSON.createObjectNode()
        : FakeAzure.JSON.readTree(new String(body, UTF_8));
  }

  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  public String apiVersion() {
    return query.getOrDefault("api-version", "");
  }

  /** It may change something, by its method; a sign-in and the POSTs that only read do not. */
  public boolean changes() {
    return !method.equals("GET")
        && !path.matches("(?i).*/(list|listSecrets|checknameavailability)")
        && !path.contains("/oauth2/");
  }

  /** The whole path, whatever its case. */
  public Matcher matches(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(path);
  }

  public boolean is(String wanted, String regex) {
    return method.equals(wanted) && matches(regex).matches();
  }
}
