package dev.spillway.tds;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A parameter's type and value as drivers send them (MS-TDS sections 2.2.5.4 and 2.2.5.5). */
final class TdsValue {
  private static final int LONG = 0xffff;
  private static final int NONE = 0xffff;

  private TdsValue() {}

  /** The value; null for NULL. */
  static @Nullable Object read(ByteBuffer in) {
    int type = in.get() & 0xff;
    return switch (type) {
      case TdsType.INT -> integer(in);
      case TdsType.BIT -> {
        in.get();
        yield in.get() == 0 ? null : in.get() != 0;
      }
      case TdsType.FLOAT -> {
        in.get();
        int size = in.get();
        yield size == 0 ? null : size == 4 ? (Object) in.getFloat() : (Object) in.getDouble();
      }
      case TdsType.DECIMAL, TdsType.NUMERIC -> decimal(in);
      case TdsType.MONEY -> money(in);
      case TdsType.NVARCHAR -> text(in, StandardCharsets.UTF_16LE);
      case TdsType.VARCHAR -> text(in, Charset.forName("windows-1252"));
      case TdsType.GUID -> {
        in.get();
        yield in.get() == 0 ? null : TdsType.guid(in);
      }
      case TdsType.DATE -> in.get() == 0 ? null : TdsType.date(in);
      case TdsType.DATETIME2 -> {
        int scale = in.get();
        int size = in.get();
        yield size == 0 ? null : TdsType.dateTime(in, scale, size - 3);
      }
      case TdsType.DATETIMEOFFSET -> {
        int scale = in.get();
        int size = in.get();
        yield size == 0 ? null : TdsType.offset(in, scale, size - 5);
      }
      default -> throw new IllegalStateException("a parameter of type 0x%x".formatted(type));
    };
  }

  private static @Nullable Object integer(ByteBuffer in) {
    in.get();
    int size = in.get();
    return switch (size) {
      case 0 -> null;
      case 1 -> in.get() & 0xff;
      case 2 -> (int) in.getShort();
      case 4 -> in.getInt();
      case 8 -> in.getLong();
      default -> throw new IllegalStateException("an integer of " + size + " bytes");
    };
  }

  private static @Nullable BigDecimal decimal(ByteBuffer in) {
    in.get();
    in.get();
    int scale = in.get();
    int size = in.get();
    if (size == 0) {
      return null;
    }
    int sign = in.get() == 0 ? -1 : 1;
    byte[] backwards = new byte[size - 1];
    in.get(backwards);
    return new BigDecimal(new BigInteger(sign, TdsType.reversed(backwards)), scale);
  }

  /** Ten thousandths: eight bytes with the upper half first, or four. */
  private static @Nullable BigDecimal money(ByteBuffer in) {
    in.get();
    int size = in.get();
    if (size == 0) {
      return null;
    }
    long upper = size == 8 ? (long) in.getInt() << 32 : 0;
    long lower = size == 8 ? in.getInt() & 0xffffffffL : in.getInt();
    return BigDecimal.valueOf(upper | lower, 4);
  }

  private static @Nullable String text(ByteBuffer in, Charset charset) {
    int most = in.getShort() & 0xffff;
    in.position(in.position() + TdsBytes.COLLATION.length);
    if (most == LONG) {
      return parts(in, charset);
    }
    int length = in.getShort() & 0xffff;
    return length == NONE ? null : new String(bytes(in, length), charset);
  }

  /** A long text comes in parts, of which the last has no bytes. */
  private static @Nullable String parts(ByteBuffer in, Charset charset) {
    if (in.getLong() == -1) {
      return null;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int length = in.getInt(); length > 0; length = in.getInt()) {
      all.writeBytes(bytes(in, length));
    }
    return all.toString(charset);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
