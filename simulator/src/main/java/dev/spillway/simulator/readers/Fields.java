package dev.spillway.simulator.readers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names under which programs write a time or a rate, compared without case, spaces and
 * punctuation. The first that fits wins.
 */
final class Fields {
  private static final List<String> TIMES =
      List.of(
          "tseconds",
          "timestamp",
          "time",
          "ts",
          "datetime",
          "date",
          "timeiso8601",
          "timelocal",
          "starttime",
          "startutc",
          "startlocal",
          "requesttime",
          "edgestarttimestamp",
          "eventtime",
          "msec",
          "t",
          "epoch",
          "unixtime",
          "period",
          "hour",
          "minute");
  private static final List<String> RATES =
      List.of(
          "requestspersecond",
          "requestssec",
          "rps",
          "reqpersec",
          "reqs",
          "qps",
          "totalrps",
          "rate",
          "requestrate",
          "load",
          "demand");
  private static final List<String> COUNTS =
      List.of(
          "requests",
          "requestcount",
          "count",
          "counts",
          "hits",
          "invocations",
          "n",
          "total",
          "sum");
  private static final List<String> EITHER =
      List.of("value", "values", "y", "average", "avg", "mean");

  private Fields() {}

  /** What a number under some name counts. */
  enum Meaning {
    PER_SECOND,
    PER_STEP,
    UNSAID
  }

  static @Nullable String time(List<String> names) {
    return first(TIMES, names);
  }

  static @Nullable String rate(List<String> names) {
    String rate = first(RATES, names);
    rate = rate == null ? first(COUNTS, names) : rate;
    return rate == null ? first(EITHER, names) : rate;
  }

  static Meaning meaning(String name) {
    String plain = plain(name);
    if (RATES.contains(plain)) {
      return Meaning.PER_SECOND;
    }
    return COUNTS.contains(plain) ? Meaning.PER_STEP : Meaning.UNSAID;
  }

  private static @Nullable String first(List<String> known, List<String> names) {
    for (String wanted : known) {
      for (String name : names) {
        if (plain(name).equals(wanted)) {
          return name;
        }
      }
    }
    return null;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Says in the report how numbers are understood whose name leaves it open. */
  static void say(String name, ReadOptions options, Collector collector) {
    if (options.per() != null) {
      return; // a person said so
    }
    switch (meaning(name)) {
      case PER_SECOND -> {}
      case PER_STEP -> {
        collector.countsPerStep();
        collector.findings.remark(
            "'" + name + "' was read as requests from one time to the next (else --per 1s)");
      }
      case UNSAID ->
          collector.findings.remark(
              "'" + name + "' was read as requests per second (else --per, such as --per 5min)");
    }
  }
}
