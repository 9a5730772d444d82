package dev.spillway.e2e.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

/** What each fault cost the clients, by the clients' own count. */
final class Losses {
  /**
   * A request is counted at the second in which it was sent, and has two seconds to be answered.
   */
  private record Row(String fault, double from, double to, String seen) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * @param from seconds on the clients' clock at which the fault began
   * @param to seconds at which all was well again
   * @param seen what Spillway did, in a few words
   */
  void add(String fault, double from, double to, String seen) {
    rows.add(new Row(fault, from, to, seen));
  }

  /** Prints the table and writes it as JSON. */
  void tell(List<JsonNode> seconds, Path file) throws IOException {
    ArrayNode all = new ObjectMapper().createArrayNode();
    StringBuilder text = new StringBuilder("\nFaults during a burst, and what clients lost:\n");
    text.append(String.format("%-42s %6s %6s %6s %7s  %s%n", "fault", "s", "sent", "lost", "", ""));
    for (Row row : rows) {
      long sent = sum(seconds, row, "sent");
      long lost = sum(seconds, row, "lost");
      double part = sent == 0 ? 0 : (double) lost / sent;
      text.append(
          String.format(
              Locale.ROOT,
              "%-42s %6.1f %6d %6d %6.1f%%  %s%n",
              row.fault,
              row.to - row.from,
              sent,
              lost,
              100 * part,
              row.seen));
      all.addObject()
          .put("fault", row.fault)
          .put("seconds", row.to - row.from)
          .put("sent", sent)
          .put("lost", lost)
          .put("seen", row.seen);
    }
    System.out.println(text);
    Files.createDirectories(file.getParent());
    Files.writeString(file, all.toPrettyString() + "\n", StandardCharsets.UTF_8);
  }

  private static long sum(List<JsonNode> seconds, Row row, String what) {
    return seconds.stream()
        .filter(s -> s.path("t").asInt(-1) >= (int) row.from && s.path("t").asInt(-1) <= row.to)
        .mapToLong(s -> s.path(what).asLong(0))
        .sum();
  }
}
