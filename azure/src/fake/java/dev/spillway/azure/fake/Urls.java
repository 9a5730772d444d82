package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Queries and forms. */
final class Urls {
  private Urls() {}

  static Map<String, String> pairs(@Nullable String text) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
      String[] both = pair.split("=", 2);
      all.put(
          URLDecoder.decode(both[0], UTF_8),
          both.length > 1 ? URLDecoder.decode(both[1], UTF_8) : "");
    }
    return all;
  }

  static String query(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : "?"
            + query.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
  }
}
