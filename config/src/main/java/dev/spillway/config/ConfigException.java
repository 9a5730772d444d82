package dev.spillway.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. It carries all mistakes that were found, not just the first.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigException(List<Problem> problems) {
    super(page(problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one, sorted by file and line. */
  public List<Problem> problems() {
    return problems;
  }

  /** All problems as a page for people. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }

  private static String page(List<Problem> problems) {
    long files = problems.stream().map(Problem::file).distinct().count();
    String head =
        problems.size()
            + (problems.size() == 1 ? " problem" : " problems")
            + (files > 1 ? " in " + files + " files" : " in " + problems.getFirst().file())
            + ":\n";
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n", head, ""));
  }
}
