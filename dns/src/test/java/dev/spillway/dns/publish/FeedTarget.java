package dev.spillway.dns.publish;

import dev.spillway.dns.Rows;
import dev.spillway.dns.TableText;
import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Digest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Any bytes between controller and nodes: taken, or refused with a reason. The first byte of an
 * input says as what the others are read: F frames, U an update as it is, M an update whose digests
 * are made right, T table text whose digest is made right.
 */
public final class FeedTarget {
  public static final int MOST_BYTES = 2_000;

  private static final int FLAGS_AND_LENGTH = 5;

  private FeedTarget() {}

  public static List<byte[]> seeds() {
    return FeedSeeds.all();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0]) {
      case 'F' -> frames(bytes);
      case 'U' -> update(bytes);
      case 'M' -> update(mended(bytes));
      case 'T' -> table(bytes);
      default -> {} // no kind
    }
  }

  /** How many frames there were before the end of the connection. */
  static int frames(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    for (int frames = 0; ; frames++) {
      try {
        byte[] content = Frames.read(in, MOST_BYTES).content();
        Claim.that(content.length <= MOST_BYTES, "a frame below the limit", bytes);
      } catch (IOException e) {
        return frames;
      }
    }
  }

  /** True when it was taken; then it is written again as it was read. */
  static boolean update(byte[] bytes) {
    Update update;
    try {
      update = Update.read(bytes);
    } catch (IllegalArgumentException e) {
      Claim.reason(e, bytes);
      return false;
    }
    byte[] written =
        new Update(update.rows(), update.wholeRows(), update.images(), update.wholeImages())
            .bytes();
    Update again = Update.read(written);
    Claim.that(again.rows().equals(update.rows()), "rows that are read as written", bytes);
    Claim.that(Arrays.equals(again.bytes(), written), "an update read as written", bytes);
    return true;
  }

  /** Table text without its last line. True when it was taken. */
  static boolean table(byte[] bare) {
    Rows rows;
    try {
      rows = TableText.read(sealed(bare));
    } catch (IllegalArgumentException e) {
      Claim.reason(e, bare);
      return false;
    }
    Claim.that(
        TableText.read(TableText.write(rows)).equals(rows), "rows that are read as written", bare);
    return true;
  }

  private static byte[] sealed(byte[] bare) {
    byte[] body = Arrays.copyOf(bare, bare.length + 1);
    body[bare.length] = '\n';
    String last = "sha256 " + HexFormat.of().formatHex(Digest.of(body)) + "\n";
    return joined(body, last.getBytes(StandardCharsets.US_ASCII));
  }

  /** From flags, length of the images, images and table text, both without their digests. */
  private static byte[] mended(byte[] bare) {
    if (bare.length < FLAGS_AND_LENGTH) {
      return bare;
    }
    int length = ByteBuffer.wrap(bare).getInt(1);
    int rest = bare.length - FLAGS_AND_LENGTH;
    int images = FLAGS_AND_LENGTH + Math.clamp(length, 0, rest);
    byte[] zones = Digest.behind(Arrays.copyOfRange(bare, FLAGS_AND_LENGTH, images));
    byte[] text = sealed(Arrays.copyOfRange(bare, images, bare.length));
    byte[] head = ByteBuffer.allocate(5).put(bare[0]).putInt(zones.length).array();
    return joined(head, joined(zones, text));
  }

  static byte[] joined(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
