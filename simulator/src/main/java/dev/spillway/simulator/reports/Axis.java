package dev.spillway.simulator.reports;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Axis {
  private static final List<Long> STEPS =
      List.of(
          1L,
          2L,
          5L,
          10L,
          30L,
          60L,
          120L,
          300L,
          600L,
          1800L,
          3600L,
          7200L,
          10_800L,
          21_600L,
          43_200L,
          86_400L,
          172_800L,
          604_800L,
          1_209_600L,
          2_592_000L,
          7_776_000L,
          31_536_000L);

  /** Sources without dates count from here. */
  private static final long DATED = 400_000_000L;

  record Tick(double value, String label) {}

  private Axis() {}

  /** About so many ticks from 0 to {@code top}. */
  static List<Tick> values(double top, int about) {
    double raw = top / about;
    double size = Math.pow(10, Math.floor(Math.log10(Math.max(1e-12, raw))));
    double step =
        raw / size <= 1
            ? size
            : raw / size <= 2 ? 2 * size : raw / size <= 5 ? 5 * size : 10 * size;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= top * 1.0001; i++) {
      ticks.add(new Tick(i * step, number(i * step)));
    }
    return ticks;
  }

  static String number(double value) {
    if (value >= 1e6) {
      return String.format(Locale.ROOT, "%.3gM", value / 1e6).replaceFirst("\\.?0+M", "M");
    }
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1e3);
    }
    String text =
        String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.4f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** About so many ticks of time; by the calendar (UTC) where the source has dates. */
  static List<Tick> times(Instant start, double from, double length, int about) {
    long step = STEPS.stream().filter(s -> s >= length / about).findFirst().orElse(STEPS.getLast());
    long begin = start.getEpochSecond();
    boolean dated = Math.abs(begin) >= DATED;
    long base = dated ? begin : 0;
    List<Tick> ticks = new ArrayList<>();
    long first = Math.ceilDiv((long) Math.ceil(from) + base, step) * step;
    for (long t = first; t - base <= from + length; t += step) {
      ticks.add(new Tick(t - base, dated ? calendar(t, step) : span(t, step)));
    }
    return ticks;
  }

  private static String calendar(long second, long step) {
    boolean day = step >= 86_400 || second % 86_400 == 0;
    String pattern = day ? "d MMM" : step < 60 ? "HH:mm:ss" : "HH:mm";
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withZone(ZoneOffset.UTC)
        .format(Instant.ofEpochSecond(second));
  }

  private static String span(long second, long step) {
    if (step >= 86_400) {
      return "day " + second / 86_400;
    }
    String clock = String.format(Locale.ROOT, "%02d:%02d", second / 3600 % 24, second / 60 % 60);
    return second >= 86_400 && second % 86_400 == 0
        ? "day " + second / 86_400
        : step < 60 ? clock + String.format(Locale.ROOT, ":%02d", second % 60) : clock;
  }
}
