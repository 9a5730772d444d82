package dev.spillway.simulator.readers;

import dev.spillway.simulator.readers.Collector.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tables: a time and a rate in each row, or, where no column is a rate, a request in each row.
 * Cells may be quoted; the separator is a comma, a semicolon or a tab. Without a header the first
 * column is the time and the second the rate.
 */
final class Csv {
  private final Collector collector;
  private final ReadOptions options;
  private final String file;
  private final Times times;
  private char separator;
  private int time;
  private int rate;

  private Csv(String file, ReadOptions options, Collector collector) {
    this.file = file;
    this.options = options;
    this.collector = collector;
    this.times = new Times(options.zone(), collector.findings);
  }

  static void read(String file, Lines lines, ReadOptions options, Collector collector)
      throws IOException, SeriesException {
    Csv csv = new Csv(file, options, collector);
    boolean begun = false;
    while (lines.next()) {
      if (lines.blank() || lines.bytes[lines.from] == '#') {
        continue;
      }
      if (begun) {
        csv.row(lines);
      } else {
        begun = true;
        csv.begin(lines);
      }
    }
    collector.endSeries();
  }

  private void begin(Lines lines) throws SeriesException {
    String line = lines.text();
    separator = separator(line);
    List<String> cells = cells(line, separator);
    boolean header =
        new Times(options.zone(), new Findings()).second(cells.getFirst()) == Times.NO_TIME;
    if (!header) {
      time = 0;
      rate = cells.size() > 1 ? 1 : -1;
      collector.holds(rate < 0 ? Kind.REQUESTS : Kind.RATES, file);
      collector.findings.remark(
          "no header: first column read as time, second as requests per second");
      row(lines);
      return;
    }
    time = place(cells, options.timeField(), Fields.time(cells), 0);
    List<String> others = new ArrayList<>(cells);
    others.remove(time);
    // In a table of two columns the other one is what there is.
    int fallback = cells.size() == 2 ? 1 - time : -1;
    rate = place(cells, options.rateField(), Fields.rate(others), fallback);
    if (rate == time) {
      rate = -1;
    }
    collector.holds(rate < 0 ? Kind.REQUESTS : Kind.RATES, file);
    if (rate < 0) {
      collector.findings.remark(
          "no column is a rate: each row was counted as a request (--rate-field)");
    } else {
      Fields.say(cells.get(rate), options, collector);
    }
  }

  private int place(
      List<String> cells, @Nullable String said, @Nullable String found, int otherwise)
      throws SeriesException {
    String name = said != null ? said : found;
    if (name == null) {
      return otherwise;
    }
    int at = cells.indexOf(name);
    if (at < 0) {
      throw new SeriesException(
          file
              + ":1: there is no column '"
              + name
              + "'; the columns are "
              + String.join(", ", cells));
    }
    return at;
  }

  private void row(Lines lines) {
    collector.findings.lines++;
    if (lines.cut) {
      collector.findings.leftOut(Trouble.TOO_LONG, lines.number, lines.beginning());
      return;
    }
    List<String> cells = cells(lines.text(), separator);
    long second = time < cells.size() ? times.second(cells.get(time)) : Times.NO_TIME;
    if (second == Times.NO_TIME) {
      collector.findings.leftOut(Trouble.NO_TIME, lines.number, lines.beginning());
    } else if (rate < 0) {
      collector.request(second);
    } else {
      rate(lines, second, rate < cells.size() ? cells.get(rate) : "");
    }
  }

  private void rate(Lines lines, long second, String cell) {
    try {
      double value = Double.parseDouble(cell.strip());
      collector.rate(second, value, lines.number, lines.beginning());
    } catch (NumberFormatException e) {
      collector.findings.leftOut(Trouble.NO_NUMBER, lines.number, lines.beginning());
    }
  }

  /** The separator that the line has most of; a comma when it has none. */
  static char separator(String line) {
    char best = ',';
    long most = 0;
    for (char c : new char[] {',', ';', '\t'}) {
      long count = line.chars().filter(x -> x == c).count();
      if (count > most) {
        best = c;
        most = count;
      }
    }
    return best;
  }

  /** The cells of a row; doubled quotes within quotes stand for one. */
  static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
