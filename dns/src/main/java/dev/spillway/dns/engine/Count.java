package dev.spillway.dns.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * One counter at a moment, named as Prometheus names counters.
 *
 * @param labels sorted by name
 * @param value since the server's start; never falls
 */
public record Count(String name, Map<String, String> labels, long value) {
  public Count {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Name and labels as one text: {@code spillway_dns_queries_total{transport="udp"}}. */
  public String key() {
    if (labels.isEmpty()) {
      return name;
    }
    StringBuilder key = new StringBuilder(name).append('{');
    labels.forEach((label, text) -> key.append(label).append("=\"").append(text).append("\","));
    key.setCharAt(key.length() - 1, '}');
    return key.toString();
  }
}
