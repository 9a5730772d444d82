package dev.spillway.azure.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills an operation's path. */
final class Paths {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");

  private Paths() {}

  /**
   * @throws IllegalArgumentException when a parameter has no value
   */
  static String fill(
      String path, Map<String, String> values, Map<String, String> query, String version) {
    Matcher found = PARAMETER.matcher(path);
    StringBuilder out = new StringBuilder();
    while (found.find()) {
      String value = values.get(found.group(1));
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException(path + " needs a value for " + found.group(1));
      }
      found.appendReplacement(out, Matcher.quoteReplacement(encode(value)));
    }
    found.appendTail(out);
    out.append(path.contains("?") ? '&' : '?').append("api-version=").append(version);
    new TreeMap<>(query).forEach((k, v) -> out.append('&').append(k).append('=').append(encode(v)));
    return out.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
