package dev.spillway.cli;

import dev.spillway.control.loop.Wiring.Asked;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the clouds said.
 *
 * @param apps by name, in the order of the files
 */
record OnlineReport(Map<String, List<Asked>> apps) {

  long problems() {
    return apps.values().stream()
        .flatMap(List::stream)
        .flatMap(a -> a.findings().stream())
        .filter(f -> f.level() == Level.PROBLEM)
        .count();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    apps.forEach((app, asked) -> {
      if (asked.isEmpty()) {
        text.append(app).append(": nothing of it is in a cloud that can be asked\n");
      }
      for (Asked one : asked) {
        text.append(app).append(", ").append(one.place());
        text.append(" (").append(one.type()).append("):\n");
        one.findings().forEach(f -> text.append(line(f)));
      }
    });
    long problems = problems();
    text.append(
        problems == 0
            ? "No cloud says that anything stands in the way."
            : problems == 1 ? "1 problem." : problems + " problems.");
    return text.append('\n').toString();
  }

  private static String line(Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT);
    return "  %-8s %-14s %s%n".formatted(level, finding.topic(), finding.text());
  }

  ObjectNode json() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("problems", problems());
    ArrayNode shown = all.putArray("apps");
    apps.forEach((app, asked) -> {
      ObjectNode one = shown.addObject().put("app", app);
      ArrayNode places = one.putArray("asked");
      for (Asked a : asked) {
        ObjectNode place = places.addObject().put("place", a.place()).put("type", a.type());
        ArrayNode findings = place.putArray("findings");
        for (Finding f : a.findings()) {
          findings
              .addObject()
              .put("level", f.level().name())
              .put("topic", f.topic())
              .put("text", f.text());
        }
      }
    });
    return all;
  }
}
