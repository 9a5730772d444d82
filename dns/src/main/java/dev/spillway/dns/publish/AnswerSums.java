package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.publish.Frames.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all nodes together have answered since this process began, by host and site. Only sites of
 * rows that are published are counted, so a node cannot make it grow. Safe for any thread.
 */
final class AnswerSums {
  private final Map<String, Map<String, Long>> sums = new HashMap<>();

  /** Forgets hosts that are gone. */
  synchronized void keep(Rows rows) {
    sums.keySet().retainAll(rows.byHost().keySet());
  }

  /**
   * Adds what a node has told.
   *
   * @throws IOException when it is not in the form of {@link AnswerNews}
   */
  synchronized void add(Frame frame, Rows rows) throws IOException {
    for (String line : new String(frame.content(), StandardCharsets.US_ASCII).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split(" ", -1);
      if (words.length != 3 || !words[2].matches("\\d{1,15}")) {
        throw new IOException("it said something that is no count of answers");
      }
      boolean known = rows.row(words[0]).map(row -> has(row, words[1])).orElse(false);
      if (known) {
        sums.computeIfAbsent(words[0], h -> new TreeMap<>())
            .merge(words[1], Long.parseLong(words[2]), Long::sum);
      }
    }
  }

  private static boolean has(SteeredHost row, String site) {
    return row.sites().stream().anyMatch(s -> s.site().equals(site));
  }

  /** Of one host, by site. */
  synchronized Map<String, Long> of(String host) {
    return new TreeMap<>(sums.getOrDefault(host, Map.of()));
  }
}
