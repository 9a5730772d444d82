package dev.spillway.simulator.readers;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Opens a file, unpacks gzip, and lets the first bytes be looked at. */
final class Input {
  private static final int BLOCK = 1 << 16;

  private Input() {}

  /** Bytes of a file with the beginning of what they hold. */
  record Opened(InputStream stream, byte[] head) {}

  /**
   * @param file {@code -} for standard input
   */
  static Opened open(Path file, Progress progress) throws IOException, SeriesException {
    boolean standard = file.toString().equals("-");
    if (!standard && Files.isDirectory(file)) {
      throw new SeriesException(
          file + ": is a folder; name the files, such as " + file.resolve("access.log*"));
    }
    long size = standard ? -1 : Files.size(file);
    InputStream raw = standard ? System.in : Files.newInputStream(file);
    BufferedInputStream in = new BufferedInputStream(new Counted(raw, size, progress), BLOCK);
    try {
      byte[] magic = peek(in, 6);
      refuse(file, magic);
      boolean gzip = starts(magic, 0x1f, 0x8b);
      BufferedInputStream out =
          gzip ? new BufferedInputStream(new GZIPInputStream(in, BLOCK), BLOCK) : in;
      return new Opened(out, peek(out, BLOCK));
    } catch (IOException | SeriesException e) {
      in.close();
      throw e;
    }
  }

  private static byte[] peek(BufferedInputStream in, int length) throws IOException {
    in.mark(length);
    byte[] head = new byte[length];
    int got = 0;
    try {
      while (got < length) {
        int more = in.read(head, got, length - got);
        if (more <= 0) {
          break;
        }
        got += more;
      }
    } catch (java.io.EOFException e) {
      // Compressed data that breaks off within the head: the reader says so when it comes there.
    }
    in.reset();
    return Arrays.copyOf(head, got);
  }

  private static void refuse(Path file, byte[] magic) throws SeriesException {
    String packed =
        starts(magic, 0x28, 0xb5, 0x2f, 0xfd)
            ? "zstd"
            : starts(magic, 0xfd, '7', 'z', 'X', 'Z')
                ? "xz"
                : starts(magic, 'B', 'Z', 'h') ? "bzip2" : "";
    if (!packed.isEmpty()) {
      throw new SeriesException(
          file
              + ": found "
              + packed
              + " data; plain text and gzip are read; unpack it on the way: "
              + packed
              + " -dc "
              + file
              + " | spillway simulate -");
    }
    if (starts(magic, 'P', 'K', 3, 4)) {
      throw new SeriesException(file + ": found a zip archive; unpack it and name its files");
    }
    if (starts(magic, 0xff, 0xfe) || starts(magic, 0xfe, 0xff)) {
      throw new SeriesException(
          file
              + ": found UTF-16 text; UTF-8 and ASCII are read; convert it: iconv -f UTF-16 -t"
              + " UTF-8 "
              + file
              + " | spillway simulate -");
    }
  }

  private static boolean starts(byte[] bytes, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Tells how far the reading is. */
  private static final class Counted extends FilterInputStream {
    private final long size;
    private final Progress progress;
    private long count;

    Counted(InputStream in, long size, Progress progress) {
      super(in);
      this.size = size;
      this.progress = progress;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int got = super.read(bytes, from, length);
      count += Math.max(0, got);
      progress.read(count, size);
      return got;
    }
  }
}
