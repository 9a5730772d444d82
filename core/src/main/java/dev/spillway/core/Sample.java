package dev.spillway.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One figure that a part of the program shows on the metrics page.
 *
 * @param labels by the family's label names, all of them and no others
 * @param value now
 */
public record Sample(Family family, Map<String, String> labels, double value) {
  /** How a figure moves. */
  public enum Kind {
    /** Since the part's start; never falls. */
    COUNTER,
    /** As it is now. */
    GAUGE
  }

  /**
   * Figures of one meaning, told apart by their labels.
   *
   * @param name as Prometheus names it; a counter's ends in {@code _total}
   * @param help one sentence for people
   * @param labels names of the labels
   */
  public record Family(Kind kind, String name, String help, List<String> labels) {
    public Family {
      labels = List.copyOf(labels);
      if (kind == Kind.COUNTER && !name.endsWith("_total")) {
        throw new IllegalArgumentException("the counter " + name + " must end in _total");
      }
    }

    public static Family counter(String name, String help, String... labels) {
      return new Family(Kind.COUNTER, name, help, List.of(labels));
    }

    public static Family gauge(String name, String help, String... labels) {
      return new Family(Kind.GAUGE, name, help, List.of(labels));
    }

    /**
     * @param texts of the labels, in the order of their names
     */
    public Sample of(double value, String... texts) {
      if (texts.length != labels.size()) {
        throw new IllegalArgumentException(name + " has the labels " + labels);
      }
      Map<String, String> named = new TreeMap<>();
      for (int i = 0; i < texts.length; i++) {
        named.put(labels.get(i), texts[i]);
      }
      return new Sample(this, named, value);
    }
  }

  public Sample {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Name and labels as one text: {@code spillway_dns_queries_total{transport="udp"}}. */
  public String key() {
    if (labels.isEmpty()) {
      return family.name();
    }
    StringBuilder key = new StringBuilder(family.name()).append('{');
    labels.forEach((label, text) -> key.append(label).append("=\"").append(text).append("\","));
    key.setCharAt(key.length() - 1, '}');
    return key.toString();
  }
}
