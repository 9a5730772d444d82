package dev.spillway.simulator.readers;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** The time of Common Log Format, {@code 10/Oct/2025:13:55:36 -0700}, read from bytes. */
final class ClfTime {
  static final long NO_TIME = Long.MIN_VALUE;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private ClfTime() {}

  /** The epoch second of the minute's beginning; {@link #NO_TIME} when that is no such time. */
  static long minute(byte[] b, int at) {
    int day = number(b, at, 2);
    int year = number(b, at + 7, 4);
    int hour = number(b, at + 12, 2);
    int minute = number(b, at + 15, 2);
    int month = MONTHS.indexOf(new String(b, at + 3, 3, StandardCharsets.ISO_8859_1));
    boolean well =
        b[at + 2] == '/'
            && b[at + 6] == '/'
            && b[at + 11] == ':'
            && b[at + 14] == ':'
            && b[at + 20] == ' ';
    if (!well || month < 0 || month % 3 != 0 || year < 1 || hour < 0 || hour > 23) {
      return NO_TIME;
    }
    if (minute < 0 || minute > 59 || offset(b, at) == Integer.MIN_VALUE) {
      return NO_TIME;
    }
    month = month / 3 + 1;
    if (day < 1 || day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      return NO_TIME;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return days * 86_400 + hour * 3600L + minute * 60L - offset(b, at);
  }

  /** Seconds east of Greenwich; the smallest int when that is no offset. */
  static int offset(byte[] b, int at) {
    int hours = number(b, at + 22, 2);
    int minutes = number(b, at + 24, 2);
    boolean sign = b[at + 21] == '+' || b[at + 21] == '-';
    if (!sign || hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 3600 + minutes * 60;
    return b[at + 21] == '-' ? -offset : offset;
  }

  private static int number(byte[] b, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
