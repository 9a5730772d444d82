package dev.spillway.tds;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Numbers of types (MS-TDS section 2.2.5.4) and the bytes of values that are not plain numbers. */
final class TdsType {
  static final int GUID = 0x24;
  static final int INT = 0x26;
  static final int DATE = 0x28;
  static final int DATETIME2 = 0x2A;
  static final int DATETIMEOFFSET = 0x2B;
  static final int BIT = 0x68;
  static final int DECIMAL = 0x6A;
  static final int NUMERIC = 0x6C;
  static final int FLOAT = 0x6D;
  static final int MONEY = 0x6E;
  static final int VARCHAR = 0xA7;
  static final int NVARCHAR = 0xE7;

  /** Digits of a second's fraction that are sent: units of 100 ns. */
  static final int SCALE = 7;

  private static final long DAY_ONE = LocalDate.of(1, 1, 1).toEpochDay();

  private TdsType() {}

  static byte[] reversed(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return turned;
  }

  private static long little(ByteBuffer in, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (in.get() & 0xffL) << 8 * i;
    }
    return value;
  }

  /** The first three fields are little-endian numbers, the rest are bytes. */
  static UUID guid(ByteBuffer in) {
    long upper = little(in, 4) << 32 | little(in, 2) << 16 | little(in, 2);
    return new UUID(upper, Long.reverseBytes(little(in, 8)));
  }

  static void guid(TdsBytes out, UUID value) {
    long upper = value.getMostSignificantBits();
    out.number(4, upper >>> 32).number(2, upper >>> 16).number(2, upper);
    out.number(8, Long.reverseBytes(value.getLeastSignificantBits()));
  }

  static LocalDate date(ByteBuffer in) {
    return LocalDate.ofEpochDay(DAY_ONE + little(in, 3));
  }

  static LocalDateTime dateTime(ByteBuffer in, int scale, int size) {
    long nanos = little(in, size) * (long) Math.pow(10, 9 - scale);
    return LocalDateTime.of(date(in), LocalTime.ofNanoOfDay(nanos));
  }

  static void dateTime(TdsBytes out, LocalDateTime value) {
    out.number(5, value.toLocalTime().toNanoOfDay() / 100);
    out.number(3, value.toLocalDate().toEpochDay() - DAY_ONE);
  }

  /** UTC, then the zone in minutes. */
  static OffsetDateTime offset(ByteBuffer in, int scale, int size) {
    LocalDateTime utc = dateTime(in, scale, size);
    ZoneOffset zone = ZoneOffset.ofTotalSeconds(60 * in.getShort());
    return utc.atOffset(ZoneOffset.UTC).withOffsetSameInstant(zone);
  }

  static void offset(TdsBytes out, OffsetDateTime value) {
    dateTime(out, value.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    out.number(2, value.getOffset().getTotalSeconds() / 60);
  }
}
