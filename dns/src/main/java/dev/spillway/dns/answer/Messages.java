package dev.spillway.dns.answer;

/** Looks into whole messages. */
public final class Messages {
  private Messages() {}

  /** The type that a message's first question asks for; -1 when it cannot be read. */
  public static int type(byte[] message, int length) {
    if (length < Wire.HEADER || Bytes.u16(message, 4) == 0) {
      return -1;
    }
    int at = Wire.HEADER;
    while (at < length && message[at] != 0) {
      if ((message[at] & 0xC0) != 0) {
        return -1;
      }
      at += 1 + message[at];
    }
    return at + 3 <= length ? Bytes.u16(message, at + 1) : -1;
  }
}
