package dev.spillway.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tokens of a TDS answer (MS-TDS section 2.2.7): numbers are little-endian, texts UTF-16. */
final class TdsBytes {
  private static final byte[] COLLATION = {0x09, 0x04, (byte) 0xD0, 0x00, 0x34};
  private static final int NVARCHAR = 0xE7;
  private static final int MOST_CHARACTERS = 8000;

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  byte[] bytes() {
    return all.toByteArray();
  }

  TdsBytes number(int size, long value) {
    for (int i = 0; i < size; i++) {
      all.write((int) (value >>> 8 * i));
    }
    return this;
  }

  TdsBytes raw(byte... bytes) {
    all.writeBytes(bytes);
    return this;
  }

  static byte[] utf16(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }

  /** A text with its length in one byte. */
  TdsBytes shortText(String text) {
    return number(1, text.length()).raw(utf16(text));
  }

  private TdsBytes token(int type, TdsBytes body) {
    byte[] bytes = body.bytes();
    return number(1, type).number(2, bytes.length).raw(bytes);
  }

  TdsBytes error(int code, String message) {
    return token(
        0xAA,
        new TdsBytes()
            .number(4, code)
            .number(1, 1)
            .number(1, 14)
            .number(2, message.length())
            .raw(utf16(message))
            .shortText("test")
            .shortText("")
            .number(4, 1));
  }

  TdsBytes changed(int what, String now, String before) {
    return token(0xE3, new TdsBytes().number(1, what).shortText(now).shortText(before));
  }

  TdsBytes collation() {
    return token(0xE3, new TdsBytes().number(1, 7).number(1, 5).raw(COLLATION).number(1, 0));
  }

  TdsBytes loginAccepted() {
    return token(
        0xAD,
        new TdsBytes()
            .number(1, 1)
            .raw(new byte[] {0x74, 0, 0, 4})
            .shortText("Microsoft SQL Server")
            .raw(new byte[] {16, 0, 0x03, (byte) 0xE8}));
  }

  /** One row of texts, a column for each. */
  TdsBytes row(List<String> values) {
    number(1, 0x81).number(2, values.size());
    for (int i = 0; i < values.size(); i++) {
      number(4, 0).number(2, 9).number(1, NVARCHAR).number(2, MOST_CHARACTERS).raw(COLLATION);
      shortText("c" + i);
    }
    number(1, 0xD1);
    for (String value : values) {
      number(2, value.length() * 2L).raw(utf16(value));
    }
    return this;
  }

  /** The handle of a prepared statement as output parameter 0. */
  TdsBytes handle(int value) {
    number(1, 0xAC).number(2, 0).shortText("").number(1, 1).number(4, 0).number(2, 0);
    return number(1, 0x26).number(1, 4).number(1, 4).number(4, value);
  }

  TdsBytes returnStatus() {
    return number(1, 0x79).number(4, 0);
  }

  /**
   * @param type 0xFD of a batch, 0xFF within a procedure, 0xFE of a procedure
   */
  TdsBytes done(int type, int status, long rows) {
    return number(1, type).number(2, status).number(2, 0).number(8, rows);
  }
}
