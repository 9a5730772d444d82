package dev.spillway.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Picks samples by name and labels: {@code name}, {@code name{label="value"}}, {@code
 * name{label!="value",other="value"}}. A label that is absent has the empty value, as in PromQL.
 *
 * @param conditions all must hold
 */
record Selector(String name, List<Condition> conditions) {
  private static final Pattern FORM =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{(.*)})?");
  private static final Pattern CONDITION =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(!?=)\\s*\"([^\"\\\\]*)\"\\s*(,|$)");

  record Condition(String label, boolean equal, String value) {
    boolean holds(PrometheusText.Sample sample) {
      return sample.labels().getOrDefault(label, "").equals(value) == equal;
    }
  }

  /**
   * @throws IllegalArgumentException says what a selector looks like
   */
  static Selector parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw wrong(text);
    }
    List<Condition> conditions = new ArrayList<>();
    String inner = m.group(2) == null ? "" : m.group(2);
    Matcher c = CONDITION.matcher(inner);
    int at = 0;
    while (at < inner.length()) {
      if (!c.find(at) || c.start() != at) {
        throw wrong(text);
      }
      conditions.add(new Condition(c.group(1), c.group(2).equals("="), c.group(3)));
      at = c.end();
    }
    return new Selector(m.group(1), List.copyOf(conditions));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a selector such as name{label=\"value\",label!=\"value\"}");
  }

  boolean picks(PrometheusText.Sample sample) {
    return sample.name().equals(name) && conditions.stream().allMatch(c -> c.holds(sample));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    for (int i = 0; i < conditions.size(); i++) {
      Condition c = conditions.get(i);
      text.append(i == 0 ? "{" : ",").append(c.label()).append(c.equal() ? "=" : "!=");
      text.append('"').append(c.value()).append('"');
    }
    return conditions.isEmpty() ? text.toString() : text.append('}').toString();
  }
}
