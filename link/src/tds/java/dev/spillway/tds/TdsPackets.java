package dev.spillway.tds;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Messages cut into packets (MS-TDS section 2.2.3). */
final class TdsPackets {
  static final int BATCH = 1;
  static final int CALL = 3;
  static final int ANSWER = 4;
  static final int ATTENTION = 6;
  static final int LOGIN = 16;
  static final int PRELOGIN = 18;

  /** Bytes of a packet's header. */
  static final int HEADER = 8;

  private static final int PACKET = 4096;

  record Message(int type, byte[] bytes) {}

  private TdsPackets() {}

  static Message read(DataInputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int type = in.readUnsignedByte();
      int status = in.readUnsignedByte();
      int length = in.readUnsignedShort();
      in.readInt();
      byte[] part = new byte[length - HEADER];
      in.readFully(part);
      all.writeBytes(part);
      if ((status & 1) == 1) {
        return new Message(type, all.toByteArray());
      }
    }
  }

  static void send(OutputStream out, int type, byte[] payload) throws IOException {
    int done = 0;
    int number = 1;
    do {
      int length = Math.min(PACKET - HEADER, payload.length - done);
      boolean last = done + length == payload.length;
      out.write(
          ByteBuffer.allocate(HEADER + length)
              .put((byte) type)
              .put((byte) (last ? 1 : 0))
              .putShort((short) (HEADER + length))
              .putShort((short) 51)
              .put((byte) number++)
              .put((byte) 0)
              .put(payload, done, length)
              .array());
      done += length;
    } while (done < payload.length);
    out.flush();
  }
}
