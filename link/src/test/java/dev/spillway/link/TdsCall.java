package dev.spillway.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A remote procedure call (MS-TDS section 2.2.6.6) as drivers make them for prepared statements.
 *
 * @param procedure its number
 * @param values of the parameters as text
 */
record TdsCall(int procedure, List<String> values) {
  static final int EXECUTE_SQL = 10;
  static final int EXECUTE = 12;
  static final int PREPARE_AND_EXECUTE = 13;
  static final int UNPREPARE = 15;

  static TdsCall parse(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.getInt(0));
    int length = in.getShort() & 0xffff;
    if (length != 0xffff) {
      throw new IllegalStateException("a procedure by name");
    }
    int procedure = in.getShort();
    in.getShort();
    List<String> values = new ArrayList<>();
    while (in.hasRemaining()) {
      text(in, 2 * (in.get() & 0xff));
      in.get();
      values.add(value(in));
    }
    return new TdsCall(procedure, List.copyOf(values));
  }

  private static String value(ByteBuffer in) {
    int type = in.get() & 0xff;
    switch (type) {
      case 0x26 -> {
        in.get();
        int size = in.get();
        return switch (size) {
          case 0 -> "null";
          case 4 -> String.valueOf(in.getInt());
          case 8 -> String.valueOf(in.getLong());
          default -> throw new IllegalStateException("an integer of " + size + " bytes");
        };
      }
      case 0xE7 -> {
        int most = in.getShort() & 0xffff;
        in.position(in.position() + 5);
        if (most != 0xffff) {
          int length = in.getShort() & 0xffff;
          return length == 0xffff ? "null" : text(in, length);
        }
        return parts(in);
      }
      default -> throw new IllegalStateException("a value of type " + type);
    }
  }

  /** A long text comes in parts, of which the last has no bytes. */
  private static String parts(ByteBuffer in) {
    in.getLong();
    StringBuilder all = new StringBuilder();
    for (int length = in.getInt(); length > 0; length = in.getInt()) {
      all.append(text(in, length));
    }
    return all.toString();
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_16LE);
  }
}
