package dev.spillway.tds;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The columns and rows of an answer (MS-TDS sections 2.2.7.4 and 2.2.7.19). */
final class TdsRows {
  private static final int COLUMNS = 0x81;
  private static final int ROW = 0xD1;
  private static final int NULLABLE = 9;
  private static final int MOST_CHARACTERS = 4000;
  private static final int DIGITS = 38;
  private static final int DECIMAL_BYTES = 17;

  private TdsRows() {}

  /**
   * @return how many rows
   */
  static long write(TdsBytes out, ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    int count = columns.getColumnCount();
    out.number(1, COLUMNS).number(2, count);
    for (int i = 1; i <= count; i++) {
      out.number(4, 0).number(2, NULLABLE);
      type(out, columns, i);
      out.shortText(columns.getColumnLabel(i).startsWith("CAST(") ? "" : columns.getColumnLabel(i));
    }
    long sent = 0;
    for (; rows.next(); sent++) {
      out.number(1, ROW);
      for (int i = 1; i <= count; i++) {
        value(out, rows, columns, i);
      }
    }
    return sent;
  }

  private static void type(TdsBytes out, ResultSetMetaData columns, int i) throws SQLException {
    switch (kind(columns, i)) {
      case TdsType.INT -> out.number(1, TdsType.INT).number(1, integerSize(columns, i));
      case TdsType.BIT -> out.number(1, TdsType.BIT).number(1, 1);
      case TdsType.FLOAT -> out.number(1, TdsType.FLOAT).number(1, 8);
      case TdsType.DECIMAL ->
          out.number(1, TdsType.DECIMAL)
              .number(1, DECIMAL_BYTES)
              .number(1, DIGITS)
              .number(1, columns.getScale(i));
      case TdsType.DATETIME2 -> out.number(1, TdsType.DATETIME2).number(1, TdsType.SCALE);
      case TdsType.DATETIMEOFFSET -> out.number(1, TdsType.DATETIMEOFFSET).number(1, TdsType.SCALE);
      case TdsType.GUID -> out.number(1, TdsType.GUID).number(1, 16);
      default ->
          out.number(1, TdsType.NVARCHAR)
              .number(2, isLong(columns, i) ? 0xffff : 2 * MOST_CHARACTERS)
              .raw(TdsBytes.COLLATION);
    }
  }

  private static int kind(ResultSetMetaData columns, int i) throws SQLException {
    return switch (columns.getColumnType(i)) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> TdsType.INT;
      case Types.BIT, Types.BOOLEAN -> TdsType.BIT;
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> TdsType.FLOAT;
      case Types.DECIMAL, Types.NUMERIC -> TdsType.DECIMAL;
      case Types.TIMESTAMP -> TdsType.DATETIME2;
      case Types.TIMESTAMP_WITH_TIMEZONE -> TdsType.DATETIMEOFFSET;
      case Types.CHAR, Types.VARCHAR, Types.NVARCHAR, Types.CLOB -> TdsType.NVARCHAR;
      default -> {
        if (columns.getColumnTypeName(i).equals("UUID")) {
          yield TdsType.GUID;
        }
        throw new SQLException("a column of type " + columns.getColumnTypeName(i));
      }
    };
  }

  private static int integerSize(ResultSetMetaData columns, int i) throws SQLException {
    return columns.getColumnType(i) == Types.BIGINT ? 8 : 4;
  }

  private static boolean isLong(ResultSetMetaData columns, int i) throws SQLException {
    return columns.getPrecision(i) > MOST_CHARACTERS;
  }

  private static void value(TdsBytes out, ResultSet row, ResultSetMetaData columns, int i)
      throws SQLException {
    int kind = kind(columns, i);
    if (row.getObject(i) == null) {
      none(out, kind, isLong(columns, i));
      return;
    }
    switch (kind) {
      case TdsType.INT -> {
        int size = integerSize(columns, i);
        out.number(1, size).number(size, row.getLong(i));
      }
      case TdsType.BIT -> out.number(1, 1).number(1, row.getBoolean(i) ? 1 : 0);
      case TdsType.FLOAT -> out.number(1, 8).number(8, Double.doubleToLongBits(row.getDouble(i)));
      case TdsType.DECIMAL -> decimal(out, row.getBigDecimal(i), columns.getScale(i));
      case TdsType.DATETIME2 ->
          TdsType.dateTime(out.number(1, 8), row.getObject(i, LocalDateTime.class));
      case TdsType.DATETIMEOFFSET ->
          TdsType.offset(out.number(1, 10), row.getObject(i, OffsetDateTime.class));
      case TdsType.GUID -> TdsType.guid(out.number(1, 16), row.getObject(i, UUID.class));
      default -> text(out, row.getString(i), isLong(columns, i));
    }
  }

  private static void none(TdsBytes out, int kind, boolean isLong) {
    if (kind != TdsType.NVARCHAR) {
      out.number(1, 0);
    } else if (isLong) {
      out.number(8, -1);
    } else {
      out.number(2, 0xffff);
    }
  }

  private static void decimal(TdsBytes out, BigDecimal value, int scale) {
    byte[] upwards =
        value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().abs().toByteArray();
    byte[] digits = TdsType.reversed(upwards);
    out.number(1, DECIMAL_BYTES).number(1, value.signum() < 0 ? 0 : 1).raw(digits);
    out.raw(new byte[DECIMAL_BYTES - 1 - digits.length]);
  }

  private static void text(TdsBytes out, String value, boolean isLong) {
    byte[] bytes = TdsBytes.utf16(value);
    if (!isLong) {
      out.number(2, bytes.length).raw(bytes);
      return;
    }
    out.number(8, bytes.length);
    if (bytes.length > 0) {
      out.number(4, bytes.length).raw(bytes);
    }
    out.number(4, 0);
  }
}
