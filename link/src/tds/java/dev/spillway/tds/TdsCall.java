package dev.spillway.tds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remote procedure call (MS-TDS section 2.2.6.6) as drivers make them for prepared statements.
 *
 * @param procedure its number
 * @param values of the parameters, null for none
 */
record TdsCall(int procedure, List<@Nullable Object> values) {
  static final int EXECUTE_SQL = 10;
  static final int EXECUTE = 12;
  static final int PREPARE_AND_EXECUTE = 13;
  static final int UNPREPARE = 15;

  static TdsCall parse(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.getInt(0));
    int length = in.getShort() & 0xffff;
    if (length != 0xffff) {
      return new TdsCall(0, List.of(text(in, 2 * length)));
    }
    int procedure = in.getShort();
    in.getShort();
    List<@Nullable Object> values = new ArrayList<>();
    while (in.hasRemaining()) {
      text(in, 2 * (in.get() & 0xff));
      in.get();
      values.add(TdsValue.read(in));
    }
    return new TdsCall(procedure, values);
  }

  /** What its procedure is called. */
  String name() {
    return switch (procedure) {
      case EXECUTE_SQL -> "sp_executesql";
      case EXECUTE -> "sp_execute";
      case PREPARE_AND_EXECUTE -> "sp_prepexec";
      case UNPREPARE -> "sp_unprepare";
      case 0 -> String.valueOf(values.getFirst());
      default -> "procedure " + procedure;
    };
  }

  String text(int at) {
    return String.valueOf(values.get(at));
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_16LE);
  }
}
