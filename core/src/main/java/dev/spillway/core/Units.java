package dev.spillway.core;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes quantities as people write them: {@code 20s}, {@code 400/s}, {@code 40%}, {@code
 * 200 USD/month}. A quantity without its unit is refused.
 */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|min|m|h|d)");
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*/\\s*(s|min|h)");
  private static final Pattern BANDWIDTH = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kMG])bit/s");
  private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");
  private static final Pattern MONEY =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Z]{3})(?:\\s*/\\s*(h|month))?");

  private Units() {}

  /** {@code 300ms}, {@code 20s}, {@code 5m} or {@code 5min}, {@code 2h}, {@code 1d}. */
  public static Duration duration(String text) {
    Matcher m = match(DURATION, text, "a duration such as 300ms, 20s, 5min or 2h");
    double perUnit =
        switch (m.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m", "min" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(m.group(1)) * perUnit * 1e6));
  }

  /** {@code 400/s}, {@code 24000/min}. */
  public static Rate rate(String text) {
    Matcher m = match(RATE, text, "a rate such as 400/s or 24000/min");
    double seconds =
        switch (m.group(2)) {
          case "s" -> 1;
          case "min" -> 60;
          default -> 3600;
        };
    return Rate.perSecond(Double.parseDouble(m.group(1)) / seconds);
  }

  /** {@code 400/s}, or {@code auto 400/s}: the rate to begin with. */
  public static Rate capacity(String text) {
    return rate(text.strip().replaceFirst("^auto\\s+", ""));
  }

  /** Whether a capacity is to be learned: {@code auto 400/s}. */
  public static boolean learns(String text) {
    return text.strip().startsWith("auto ");
  }

  /** Reads a bandwidth such as {@code 80 Mbit/s}; returns bytes a second. */
  public static double bytesPerSecond(String text) {
    Matcher m = match(BANDWIDTH, text, "a bandwidth such as 80 Mbit/s or 500 kbit/s");
    double bits =
        switch (m.group(2)) {
          case "k" -> 1e3;
          case "M" -> 1e6;
          default -> 1e9;
        };
    return Double.parseDouble(m.group(1)) * bits / 8;
  }

  /** {@code 40%} as 0.4; from 0 % to 100 %. */
  public static double fraction(String text) {
    String wanted = "a percentage from 0% to 100%, such as 40%";
    double value = Double.parseDouble(match(SHARE, text, wanted).group(1)) / 100;
    if (value > 1) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    return value;
  }

  /**
   * {@code 0.12 USD/h} or {@code 200 USD/month}.
   *
   * @param per the unit after the slash that must be there: {@code h} or {@code month}
   */
  public static Money money(String text, String per) {
    String wanted = "an amount such as " + (per.equals("h") ? "0.12 USD/h" : "200 USD/month");
    Matcher m = match(MONEY, text, wanted);
    if (!per.equals(m.group(3))) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    return new Money(Double.parseDouble(m.group(1)), m.group(2));
  }

  /** For people: {@code 850 ms}, {@code 42 s}, {@code 5 min 10 s}, {@code 2 h 5 min}. */
  public static String show(Duration d) {
    long ms = d.toMillis();
    if (ms < 1000) {
      return ms + " ms";
    }
    if (ms < 10_000 && ms % 1000 != 0) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }
    long s = Math.round(ms / 1000.0);
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
    }
    return s / 3600 + " h" + (s / 60 % 60 == 0 ? "" : " " + s / 60 % 60 + " min");
  }

  private static Matcher match(Pattern form, String text, String wanted) {
    Matcher m = form.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    return m;
  }
}
