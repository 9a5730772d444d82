package dev.spillway.config;

import java.util.Comparator;

/**
 * One mistake in a configuration file, with everything needed to put it right.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in characters
 * @param path keys joined by dots, such as {@code sites.hq.addresses[0]}; empty for the whole file
 * @param found what stands there; never the value of a secret
 * @param allowed what may stand there; empty when {@code found} says it all
 * @param fix what to do; empty when {@code allowed} says it all
 */
public record Problem(
    String file, int line, int column, String path, String found, String allowed, String fix)
    implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::path)
          .thenComparing(Problem::found);

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** One line that says where, what and the remedy; a second one with what is allowed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file + ":" + line + ":" + column + ": ");
    text.append(path.isEmpty() ? "" : path + ": ").append(found);
    text.append(fix.isEmpty() ? "" : "; " + fix);
    text.append(allowed.isEmpty() ? "" : "\n    allowed: " + allowed);
    return text.toString();
  }
}
