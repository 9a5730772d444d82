package dev.spillway.dns.publish;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What controller and node say to each other: one byte for the kind, four for the length, the
 * content. The controller begins with the secrets that name servers share and an update that holds
 * everything. Rows travel with the images that hold their signatures, in one frame, so that a node
 * never stands between the two.
 *
 * <pre>
 * controller to node
 *   S  what name servers share      see {@link dev.spillway.dns.ServerSecrets}
 *   U  images and rows              see {@link Update}
 *   P  each second                  nothing, or the word counts
 * node to controller
 *   A  all before was taken over    version and digest
 *   C  once it is asked for counts  answers since the last time, by host and site
 * </pre>
 */
final class Frames {
  static final byte UPDATE = 'U';
  static final byte SECRETS = 'S';
  static final byte PING = 'P';
  static final byte ACK = 'A';
  static final byte COUNTS = 'C';

  /** A table of 100,000 hosts has about 15 MB. */
  static final int MOST_BYTES = 256 << 20;

  /** A node sends acknowledgements and counts only. */
  static final int MOST_NODE_BYTES = 256 * 1024;

  private static final byte[] COUNTS_WORD = "counts".getBytes(StandardCharsets.US_ASCII);

  record Frame(byte kind, byte[] content) {}

  private Frames() {}

  static Frame of(byte kind, byte[] content) {
    return new Frame(kind, content);
  }

  static Frame ack(long version, String digest) {
    return new Frame(ACK, (version + " " + digest).getBytes(StandardCharsets.US_ASCII));
  }

  /** Says that counts of answers are wanted. */
  static Frame askForCounts() {
    return new Frame(PING, COUNTS_WORD);
  }

  static boolean asksForCounts(Frame frame) {
    return frame.kind() == PING && Arrays.equals(frame.content(), COUNTS_WORD);
  }

  static void write(Frame frame, DataOutputStream out) throws IOException {
    out.writeByte(frame.kind());
    out.writeInt(frame.content().length);
    out.write(frame.content());
  }

  static Frame read(DataInputStream in, int most) throws IOException {
    byte kind = in.readByte();
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw new IOException("a frame '" + (char) kind + "' of " + length + " bytes");
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("the connection ended inside a frame");
    }
    return new Frame(kind, content);
  }
}
