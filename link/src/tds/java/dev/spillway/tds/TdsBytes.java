package dev.spillway.tds;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Tokens of a TDS answer (MS-TDS section 2.2.7): numbers are little-endian, texts UTF-16. */
final class TdsBytes {
  /** The end of a statement of a batch. */
  static final int DONE = 0xFD;

  /** The end of a statement within a procedure. */
  static final int DONE_IN_PROCEDURE = 0xFF;

  /** The end of a procedure. */
  static final int DONE_PROCEDURE = 0xFE;

  /** Status: more tokens follow. */
  static final int MORE = 1;

  /** Status: the statement failed. */
  static final int FAILED = 2;

  /** Status: the count of rows is one. */
  static final int COUNT = 0x10;

  static final byte[] COLLATION = {0x09, 0x04, (byte) 0xD0, 0x00, 0x34};

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

  TdsBytes error(TdsError error) {
    String message = error.message();
    return token(
        0xAA,
        new TdsBytes()
            .number(4, error.number())
            .number(1, 1)
            .number(1, error.severity())
            .number(2, message.length())
            .raw(utf16(message))
            .shortText("test")
            .shortText("")
            .number(4, 1));
  }

  TdsBytes changed(int what, String now, String before) {
    return token(0xE3, new TdsBytes().number(1, what).shortText(now).shortText(before));
  }

  /**
   * A transaction began or ended.
   *
   * @param what 8 begun, 9 committed, 10 rolled back
   */
  TdsBytes transaction(int what, long descriptor) {
    TdsBytes body = new TdsBytes().number(1, what);
    return token(
        0xE3,
        what == 8
            ? body.number(1, 8).number(8, descriptor).number(1, 0)
            : body.number(1, 0).number(1, 8).number(8, descriptor));
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

  /** The handle of a prepared statement as output parameter 0. */
  TdsBytes handle(int value) {
    number(1, 0xAC).number(2, 0).shortText("").number(1, 1).number(4, 0).number(2, 0);
    return number(1, 0x26).number(1, 4).number(1, 4).number(4, value);
  }

  TdsBytes returnStatus() {
    return number(1, 0x79).number(4, 0);
  }

  /**
   * @param type {@link #DONE} and its like
   * @param command the statement's kind, as SQL Server numbers them; 0 for any that counts no rows
   */
  TdsBytes done(int type, int status, int command, long rows) {
    return number(1, type).number(2, status).number(2, command).number(8, rows);
  }
}
