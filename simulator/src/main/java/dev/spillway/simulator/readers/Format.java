package dev.spillway.simulator.readers;

/** How a file is written. */
public enum Format {
  /** Common or Combined Log Format: every line with a time in brackets is a request. */
  ACCESS_LOG("an access log (Common or Combined Log Format)"),
  /** One JSON object in each line: a request, or a rate at a time. */
  JSON_LINES("JSON lines"),
  /** Columns split by comma, semicolon or tab: a rate at a time, or a request in each row. */
  CSV("CSV"),
  /** The answer of Prometheus to {@code /api/v1/query_range}. */
  PROMETHEUS("a Prometheus range-query answer");

  private final String words;

  Format(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
