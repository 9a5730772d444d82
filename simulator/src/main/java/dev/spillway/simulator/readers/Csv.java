package dev.spillway.simulator.readers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Traces as CSV: seconds that increase, and the rate at that time; between rows it is interpolated.
 */
final class Csv {
  static final String HEADER = "t_seconds,requests_per_second";

  private Csv() {}

  static boolean isHeader(String line) {
    return line.replace(" ", "").startsWith(HEADER);
  }

  static Series read(Path file, BufferedReader in) throws IOException, SeriesException {
    List<double[]> rows = new ArrayList<>();
    int number = 1;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        double[] row = row(file, number, line);
        if (!rows.isEmpty() && row[0] - rows.getLast()[0] < 1) {
          throw bad(file, number, line, "t_seconds must grow by at least 1 from row to row");
        }
        rows.add(row);
      }
    }
    if (rows.isEmpty()) {
      throw new SeriesException(file + ": there is no row below the header");
    }
    if (rows.getLast()[0] - rows.getFirst()[0] > SeriesReader.LONGEST) {
      throw new SeriesException(
          file + ": the rows span more than " + SeriesReader.LONGEST + " seconds; cut the trace");
    }
    return new Series(seconds(rows), 0);
  }

  private static double[] row(Path file, int number, String line) throws SeriesException {
    String[] cells = line.split(",", -1);
    if (cells.length < 2) {
      throw bad(file, number, line, "two numbers are needed: " + HEADER);
    }
    try {
      double[] row = {Double.parseDouble(cells[0].strip()), Double.parseDouble(cells[1].strip())};
      if (!Double.isFinite(row[0]) || !Double.isFinite(row[1]) || row[1] < 0) {
        throw bad(file, number, line, "numbers must be finite and the rate not negative");
      }
      return row;
    } catch (NumberFormatException e) {
      throw bad(file, number, line, "two numbers are needed: " + HEADER);
    }
  }

  private static SeriesException bad(Path file, int number, String line, String wanted) {
    String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
    return new SeriesException(file + ":" + number + ": found '" + shown + "'; " + wanted);
  }

  /** Linear between rows; the last row holds for the distance of the last two. */
  private static double[] seconds(List<double[]> rows) {
    if (rows.size() == 1) {
      return new double[] {rows.getFirst()[1]};
    }
    double start = rows.getFirst()[0];
    double[] last = rows.getLast();
    int rest = (int) Math.max(1, Math.round(last[0] - rows.get(rows.size() - 2)[0]));
    int known = (int) Math.round(last[0] - start);
    double[] rates = new double[known + rest];
    for (int i = 0; i + 1 < rows.size(); i++) {
      double[] a = rows.get(i);
      double[] b = rows.get(i + 1);
      int from = (int) Math.round(a[0] - start);
      int to = (int) Math.round(b[0] - start);
      for (int t = from; t < to; t++) {
        rates[t] = a[1] + (b[1] - a[1]) * (t - from) / (to - from);
      }
    }
    java.util.Arrays.fill(rates, known, rates.length, last[1]);
    return rates;
  }
}
