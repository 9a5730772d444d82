package dev.spillway.simulator.readers;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as logs and tables write them: seconds since 1970 (also milli-, micro- and nanoseconds,
 * told apart by their size), ISO 8601 with or without a zone, and the time of Common Log Format.
 */
final class Times {
  static final long NO_TIME = Long.MIN_VALUE;

  /** The end of the year 9999; what lies beyond it on either side is no time. */
  private static final double FARTHEST = 253_402_300_799.0;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})[-/](\\d\\d)[-/](\\d\\d)(?:[T"
              + " ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d{1,9})?)?)?"
              + "\\s?(Z|z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?");

  private final ZoneId zone;
  private final Findings findings;
  private String day = "";
  private long daySeconds;

  Times(ZoneId zone, Findings findings) {
    this.zone = zone;
    this.findings = findings;
  }

  /** The epoch second; {@link #NO_TIME} when the text is no time. */
  long second(String text) {
    String t = text.strip();
    if (t.isEmpty() || t.length() > 64) {
      return NO_TIME;
    }
    char first = t.charAt(0);
    boolean dated = t.length() >= 10 && (t.charAt(4) == '-' || t.charAt(4) == '/');
    if (dated) {
      return iso(t);
    }
    if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
      return t.length() > 6 && t.charAt(2) == '/' && t.charAt(6) == '/' ? clf(t) : epoch(t);
    }
    return first == '[' && t.endsWith("]") ? clf(t.substring(1, t.length() - 1)) : NO_TIME;
  }

  static long epoch(double value) {
    if (!Double.isFinite(value)) {
      return NO_TIME;
    }
    double size = Math.abs(value);
    double unit = size < 1e11 ? 1 : size < 1e14 ? 1e3 : size < 1e17 ? 1e6 : 1e9;
    double second = Math.floor(value / unit + 1e-6);
    return Math.abs(second) > FARTHEST ? NO_TIME : (long) second;
  }

  private static long epoch(String text) {
    try {
      return epoch(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return NO_TIME; // the caller counts it
    }
  }

  private long clf(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length != 26 || bytes[17] != ':') {
      return NO_TIME;
    }
    long minute = ClfTime.minute(bytes, 0);
    int tens = bytes[18] - '0';
    int ones = bytes[19] - '0';
    if (minute == ClfTime.NO_TIME || tens < 0 || tens > 6 || ones < 0 || ones > 9) {
      return NO_TIME;
    }
    findings.zone(ClfTime.offset(bytes, 0));
    return minute + Math.min(59, tens * 10 + ones);
  }

  private long iso(String text) {
    Matcher m = ISO.matcher(text);
    if (!m.matches()) {
      return NO_TIME;
    }
    try {
      int hour = m.group(4) == null ? 0 : Integer.parseInt(m.group(4));
      int minute = m.group(5) == null ? 0 : Integer.parseInt(m.group(5));
      int second = m.group(6) == null ? 0 : Math.min(59, Integer.parseInt(m.group(6)));
      if (hour > 23 || minute > 59) {
        return NO_TIME;
      }
      long local = day(text, m) + hour * 3600L + minute * 60L + second;
      String offset = m.group(7);
      return offset == null ? zoneless(local) : local - offset(offset);
    } catch (DateTimeException e) {
      return NO_TIME; // the 31st of June; the caller counts it
    }
  }

  /** Logs repeat their day. */
  private long day(String text, Matcher m) {
    if (!text.startsWith(day) || day.isEmpty()) {
      LocalDate date =
          LocalDate.of(
              Integer.parseInt(m.group(1)),
              Integer.parseInt(m.group(2)),
              Integer.parseInt(m.group(3)));
      daySeconds = date.toEpochDay() * 86_400;
      day = text.substring(0, 10);
    }
    return daySeconds;
  }

  private long zoneless(long local) {
    findings.zoneless();
    LocalDateTime time =
        LocalDateTime.of(
            LocalDate.ofEpochDay(Math.floorDiv(local, 86_400)),
            java.time.LocalTime.ofSecondOfDay(Math.floorMod(local, 86_400)));
    return time.atZone(zone).toEpochSecond();
  }

  private long offset(String text) {
    if (text.length() == 1 || text.equals("UTC")) {
      findings.zone(0);
      return 0;
    }
    String digits = text.substring(1).replace(":", "");
    int hours = Integer.parseInt(digits.substring(0, 2));
    int minutes = digits.length() == 4 ? Integer.parseInt(digits.substring(2)) : 0;
    if (hours > 18 || minutes > 59) {
      throw new DateTimeException("no offset: " + text);
    }
    int offset = (hours * 3600 + minutes * 60) * (text.charAt(0) == '-' ? -1 : 1);
    findings.zone(offset);
    return offset;
  }
}
