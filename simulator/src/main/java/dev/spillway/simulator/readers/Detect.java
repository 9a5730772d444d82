package dev.spillway.simulator.readers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

/** Tells the formats apart by the first bytes. */
final class Detect {
  /** Lines that are tried; broken ones may come first. */
  private static final int TRIED = 50;

  private Detect() {}

  static Format format(Path file, byte[] head) throws IOException, SeriesException {
    String text = new String(head, StandardCharsets.ISO_8859_1).replaceFirst("^ï»¿", "").strip();
    if (text.isEmpty()) {
      throw new SeriesException(file + ": the file is empty; " + allowed());
    }
    if (text.startsWith("{")) {
      boolean answer =
          text.contains("\"resultType\"")
              || (text.contains("\"status\"")
                  && (text.contains("\"data\"") || text.contains("\"errorType\"")));
      return answer && !aWholeObjectInTheFirstLine(text) ? Format.PROMETHEUS : Format.JSON_LINES;
    }
    if (text.startsWith("[{") || text.matches("(?s)^\\[\\s*\\{.*")) {
      throw new SeriesException(
          file
              + ":1: found a JSON array; one object in each line is read: jq -c '.[]' "
              + file
              + " | spillway simulate -");
    }
    if (looksLikeLog(head)) {
      return Format.ACCESS_LOG;
    }
    if (looksLikeTable(text)) {
      return Format.CSV;
    }
    String line = text.lines().findFirst().orElse("");
    throw new SeriesException(
        file
            + ":1: found '"
            + Findings.excerpt(line)
            + "'; "
            + allowed()
            + "; name the format by --format if it is one");
  }

  /** A log line that happens to have these keys: another object follows in the second line. */
  private static boolean aWholeObjectInTheFirstLine(String text) {
    List<String> lines = text.lines().filter(l -> !l.isBlank()).limit(2).toList();
    return lines.size() == 2 && lines.get(0).endsWith("}") && lines.get(1).startsWith("{");
  }

  private static boolean looksLikeLog(byte[] head) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(head));
    for (int i = 0; i < TRIED && lines.next(); i++) {
      if (AccessLog.fits(lines.bytes, lines.from, lines.to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean looksLikeTable(String text) {
    Times times = new Times(ZoneOffset.UTC, new Findings());
    List<String> rows =
        text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).limit(TRIED).toList();
    if (rows.isEmpty()) {
      return false;
    }
    char separator = Csv.separator(rows.getFirst());
    List<String> first = Csv.cells(rows.getFirst(), separator);
    if (first.size() > 1 && Fields.time(first) != null) {
      return true;
    }
    return rows.stream()
        .map(r -> Csv.cells(r, separator))
        .anyMatch(c -> c.size() > 1 && times.second(c.getFirst()) != Times.NO_TIME);
  }

  static String allowed() {
    return "an access log (Common or Combined), JSON lines, CSV with a time and a rate, or a"
        + " Prometheus range-query answer is needed";
  }
}
