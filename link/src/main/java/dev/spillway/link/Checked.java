package dev.spillway.link;

import java.util.LinkedHashMap;
import java.util.Map;

/** Results of the checks through the link as text: a line {@code name=} and the failure, if any. */
final class Checked {
  private static final int MOST_FAILURE = 200;

  private Checked() {}

  /**
   * @param failures by service; an empty text means that it answered
   */
  static String text(Map<String, String> failures) {
    StringBuilder lines = new StringBuilder();
    failures.forEach((name, failure) ->
        lines.append(name).append('=').append(failure.replace('\n', ' ')).append('\n'));
    return lines.toString();
  }

  /** The other way round, with each failure made fit for a log: one line of 200 characters. */
  static Map<String, String> parse(String text) {
    Map<String, String> failures = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(line ->
            failures.put(
                line.substring(0, line.indexOf('=')),
                shown(line.substring(line.indexOf('=') + 1))));
    return failures;
  }

  private static String shown(String failure) {
    return Frames.line(failure.substring(0, Math.min(failure.length(), MOST_FAILURE)));
  }
}
