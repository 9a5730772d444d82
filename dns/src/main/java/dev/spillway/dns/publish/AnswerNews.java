package dev.spillway.dns.publish;

import dev.spillway.dns.publish.Frames.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a node has answered since it last told its controller: lines of host, site and number. What
 * a broken connection loses is not told again: these are shares to be watched, not a bill. For one
 * thread.
 */
final class AnswerNews {
  /** So that a frame stays far below {@link Frames#MOST_NODE_BYTES}. */
  private static final int LINES = 500;

  private final Supplier<Map<String, Map<String, Long>>> counts;
  private Map<String, Map<String, Long>> told = Map.of();

  /**
   * @param counts by host and site, since the node began
   */
  AnswerNews(Supplier<Map<String, Map<String, Long>>> counts) {
    this.counts = counts;
  }

  /** Frames with all that is new; none when nothing is. */
  List<Frame> frames() {
    Map<String, Map<String, Long>> now = counts.get();
    List<String> lines = new ArrayList<>();
    now.forEach((host, sites) ->
        sites.forEach((site, count) -> {
          long more = count - told.getOrDefault(host, Map.of()).getOrDefault(site, 0L);
          if (more > 0) {
            lines.add(host + " " + site + " " + more + "\n");
          }
        }));
    told = new HashMap<>(now);
    List<Frame> frames = new ArrayList<>();
    for (int at = 0; at < lines.size(); at += LINES) {
      String text = String.join("", lines.subList(at, Math.min(lines.size(), at + LINES)));
      frames.add(Frames.of(Frames.COUNTS, text.getBytes(StandardCharsets.US_ASCII)));
    }
    return frames;
  }
}
