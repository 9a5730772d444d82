package dev.spillway.simulator.readers;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Access logs in Common or Combined Log Format: every line with a time such as {@code
 * [10/Oct/2025:13:55:36 -0700]} is a request. What stands around the time does not matter, so logs
 * with a virtual host in front or a duration behind are read as well.
 *
 * <p>Busy logs repeat their minute: it is worked out once and then compared as bytes.
 */
final class AccessLog {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NO_TIME = Long.MIN_VALUE;

  /** Bytes from the opening bracket to the closing one. */
  private static final int LENGTH = 27;

  private final Collector collector;
  private long first;
  private long second;
  private byte third;
  private long zone;
  private long minute = NO_TIME;

  private AccessLog(Collector collector) {
    this.collector = collector;
  }

  static void read(Lines lines, Collector collector) throws IOException {
    AccessLog log = new AccessLog(collector);
    while (lines.next()) {
      log.line(lines);
    }
  }

  private void line(Lines lines) {
    long time = time(lines.bytes, lines.from, lines.to);
    if (time != NO_TIME) {
      collector.findings.lines++;
      collector.request(time);
    } else if (!lines.blank()) {
      collector.findings.lines++;
      Trouble why = lines.cut ? Trouble.TOO_LONG : Trouble.NO_TIME;
      collector.findings.leftOut(why, lines.number, lines.beginning());
    }
  }

  /** Whether a line has a time in brackets. */
  static boolean fits(byte[] bytes, int from, int to) {
    return new AccessLog(new Collector()).time(bytes, from, to) != NO_TIME;
  }

  private long time(byte[] b, int from, int to) {
    for (int at = from; at + LENGTH < to; at++) {
      if (b[at] == '[' && b[at + 3] == '/' && b[at + LENGTH] == ']') {
        return inBrackets(b, at + 1);
      }
    }
    return NO_TIME;
  }

  /** {@code 10/Oct/2025:13:55:36 -0700}, 26 bytes from {@code at}. */
  private long inBrackets(byte[] b, int at) {
    long x = (long) LONG.get(b, at);
    long y = (long) LONG.get(b, at + 8);
    // The last eight bytes without the seconds' second digit and the space before the zone.
    long z = (long) LONG.get(b, at + 18) >>> 16;
    if (minute == NO_TIME || x != first || y != second || b[at + 16] != third || z != zone) {
      minute = ClfTime.minute(b, at);
      collector.findings.zone(minute == ClfTime.NO_TIME ? 0 : ClfTime.offset(b, at));
      if (minute == ClfTime.NO_TIME) {
        return NO_TIME;
      }
      first = x;
      second = y;
      third = b[at + 16];
      zone = z;
    }
    int tens = b[at + 18] - '0';
    int ones = b[at + 19] - '0';
    if (tens < 0 || tens > 6 || ones < 0 || ones > 9 || b[at + 17] != ':') {
      return NO_TIME;
    }
    return minute + Math.min(59, tens * 10 + ones); // a leap second belongs to the one before
  }
}
