package dev.spillway.azure.containerapps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.core.Digest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Finds one file in a tar, as far as layers need it: plain entries with names of up to 100 bytes.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">ustar</a>
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;

  private Tar() {}

  /**
   * @param name without a leading slash
   * @return the digest of the first file of this name
   */
  static Optional<Digest> digest(InputStream tar, String name) throws IOException {
    byte[] header = new byte[BLOCK];
    while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      long size = size(header);
      if (text(header, 0, NAME).equals(name)) {
        return Optional.of(Digest.of(new Part(tar, size)));
      }
      tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
    }
    return Optional.empty();
  }

  private static long size(byte[] header) throws IOException {
    try {
      return Long.parseLong(text(header, SIZE_AT, SIZE).strip(), 8);
    } catch (NumberFormatException e) {
      throw new IOException("an entry of the layer has no size", e);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, UTF_8);
  }

  /** The next bytes of a stream, and not one more; a stream that ends early is an error. */
  private static final class Part extends FilterInputStream {
    private long left;

    Part(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = in.read(into, from, (int) Math.min(most, left));
      if (got < 0) {
        throw new EOFException("the layer ends within " + left + " bytes of the file's end");
      }
      left -= got;
      return got;
    }
  }
}
