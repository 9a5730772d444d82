package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Logs which services answer: the changes since the last line, as often as lines may come, so that
 * a gateway which changes its mind with each frame does not fill the log. For one thread.
 */
final class CheckLines {
  private static final Logger LOG = System.getLogger(CheckLines.class.getName());
  private static final double LINES_PER_SECOND = 0.5;

  private final String who;
  private final Ticker ticker;
  private final Bucket lines;
  private Map<String, String> logged = Map.of();

  /**
   * @param who is in front of each line
   */
  CheckLines(String who, Ticker ticker) {
    this.who = who;
    this.ticker = ticker;
    lines = new Bucket(LINES_PER_SECOND, ticker.now().nanos());
  }

  /**
   * What is left out comes with the next line.
   *
   * @param results failures by service; empty text for none
   */
  void checked(Map<String, String> results) {
    long now = ticker.now().nanos();
    if (results.equals(logged) || !lines.isOpen(now)) {
      return;
    }
    lines.use(1);
    List<String> words = new ArrayList<>();
    results.forEach((name, failure) -> {
      if (!failure.equals(logged.get(name))) {
        words.add(name + (failure.isEmpty() ? " answers" : " does not answer: " + failure));
      }
    });
    boolean allWell = results.values().stream().allMatch(String::isEmpty);
    logged = Map.copyOf(results);
    if (!words.isEmpty()) {
      LOG.log(
          allWell ? Level.INFO : Level.WARNING,
          "{0}: service {1}",
          who,
          String.join("; service ", words));
    }
  }
}
