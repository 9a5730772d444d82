package dev.spillway.demo.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A rate of requests over time, as equally long bins.
 *
 * @param binSeconds how long each bin lasts, above 0
 * @param rates requests per second, one for each bin, at least one
 */
public record Trace(double binSeconds, List<Double> rates) {
  public Trace {
    rates = List.copyOf(rates);
    if (rates.isEmpty() || !(binSeconds > 0)) {
      throw new IllegalArgumentException("a trace has bins of a length above 0");
    }
  }

  /**
   * Reads lines {@code t_seconds,requests_per_second} after one header line. Bins must follow each
   * other at the same distance.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException names the file, the line and what was found there
   */
  public static Trace parse(String name, List<String> lines) {
    List<Double> times = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",");
      double t = cells.length == 2 ? number(cells[0]) : Double.NaN;
      double rate = cells.length == 2 ? number(cells[1]) : Double.NaN;
      if (!(rate >= 0) || !(t >= 0)) {
        throw wrong(name, i, lines.get(i), "two numbers, seconds and requests per second");
      }
      if (i >= 3 && Math.abs((t - times.getLast()) - (times.get(1) - times.get(0))) > 1e-3) {
        throw wrong(name, i, lines.get(i), "a time at the same distance as the lines before");
      }
      times.add(t);
      rates.add(rate);
    }
    if (times.size() < 2) {
      throw new IllegalArgumentException(name + ": a trace needs a header and at least two lines");
    }
    return new Trace(times.get(1) - times.get(0), rates);
  }

  /** The same rate for so many whole seconds. */
  public static Trace constant(double rate, int seconds) {
    return new Trace(1, java.util.Collections.nCopies(seconds, rate));
  }

  public static Trace read(Path file) throws IOException {
    return parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
  }

  private static IllegalArgumentException wrong(String name, int i, String line, String wanted) {
    return new IllegalArgumentException(
        "%s line %d: found '%s', expected %s".formatted(name, i + 1, line, wanted));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  public double seconds() {
    return binSeconds * rates.size();
  }

  public double peak() {
    return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** The same shape, squeezed into so many seconds, with this highest rate. */
  public Trace scaledTo(double seconds, double peak) {
    double factor = peak / peak();
    return new Trace(seconds / rates.size(), rates.stream().map(r -> r * factor).toList());
  }

  /** Goes on at a constant rate for so many seconds. */
  public Trace then(double rate, double seconds) {
    List<Double> longer = new ArrayList<>(rates);
    for (int i = 0; i < Math.ceil(seconds / binSeconds); i++) {
      longer.add(rate);
    }
    return new Trace(binSeconds, longer);
  }

  /** The rate at a time, straight lines from the start of one bin to that of the next. */
  public double at(double seconds) {
    double place = Math.max(0, seconds / binSeconds);
    int i = (int) Math.min(place, rates.size() - 1);
    int next = Math.min(i + 1, rates.size() - 1);
    double part = Math.min(1, place - i);
    return rates.get(i) * (1 - part) + rates.get(next) * part;
  }

  /** The fraction of all requests that are above a capacity, 0 to 1. */
  public double above(double capacity) {
    double all = rates.stream().mapToDouble(Double::doubleValue).sum();
    return rates.stream().mapToDouble(r -> Math.max(0, r - capacity)).sum() / all;
  }

  /** In the form that {@link #parse} reads. */
  public String csv() {
    StringBuilder out = new StringBuilder("t_seconds,requests_per_second\n");
    for (int i = 0; i < rates.size(); i++) {
      out.append(String.format(Locale.ROOT, "%.6f,%.4f%n", i * binSeconds, rates.get(i)));
    }
    return out.toString();
  }
}
