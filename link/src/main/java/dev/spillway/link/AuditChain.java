package dev.spillway.link;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the chain of an {@link AuditLog}, which goes on over all of its files. */
public final class AuditChain {
  private static final Pattern LINE =
      Pattern.compile("\\{\"n\":(\\d{1,18}),.*,\"before\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);

  /** Far more than is written now; older releases did not bound a line. */
  private static final int MOST_LINE = 256 * 1024;

  /**
   * Where a chain stands.
   *
   * @param lines number of the last line, counted over all files
   * @param hash of the last line, 64 hexadecimal digits; zeros when there is none
   * @param bytes of all whole lines of the last file
   */
  public record Head(long lines, String hash, long bytes) {
    static final Head EMPTY = new Head(0, "0".repeat(64), 0);

    Head after(byte[] line) {
      return new Head(lines + 1, hashOf(line), bytes + line.length + 1);
    }

    /** The same at the start of the next file. */
    Head inNextFile() {
      return new Head(lines, hash, 0);
    }
  }

  /**
   * What a check found.
   *
   * @param start where the first file begins: {@link Head#EMPTY} unless older files are gone
   * @param files that were read
   * @param unfinished bytes of a last line that a crash cut short
   * @param containsKnown whether the hash that was asked for is that of a line, or of the one
   *     before the first
   */
  public record Result(
      Head head, Head start, List<Path> files, long unfinished, boolean containsKnown) {}

  private AuditChain() {}

  static Result check(Path file) throws IOException {
    return check(file, "");
  }

  /**
   * Reads the whole log: its full files and the one that is written.
   *
   * @param file the one that is written
   * @param known hash of a head that was kept elsewhere; empty for none
   * @throws IOException names the first line that is not what was once written
   */
  public static Result check(Path file, String known) throws IOException {
    List<Path> files = AuditFiles.all(file);
    Reader reader = new Reader(known, null);
    for (Path each : files) {
      if (reader.unfinished > 0) {
        throw new IOException(each + " follows a file whose last line has no end");
      }
      reader.read(each);
    }
    return reader.result(files);
  }

  /**
   * Reads one file.
   *
   * @param before where the chain stands before it; null when that is not known
   */
  static Result checkOne(Path file, @Nullable Head before) throws IOException {
    Reader reader = new Reader("", before);
    reader.read(file);
    return reader.result(List.of(file));
  }

  private static final class Reader {
    private final String known;
    private @Nullable Head start;
    private @Nullable Head head;
    private boolean found;
    private long unfinished;

    Reader(String known, @Nullable Head before) {
      this.known = known;
      found = known.isEmpty();
      start = before;
      head = before;
    }

    Result result(List<Path> files) {
      Head first = start == null ? Head.EMPTY : start;
      boolean contains = found || known.equals(first.hash());
      return new Result(head == null ? Head.EMPTY : head, first, files, unfinished, contains);
    }

    void read(Path file) throws IOException {
      head = head == null ? null : head.inNextFile();
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        for (long number = 1; ; number++) {
          ByteArrayOutputStream line = new ByteArrayOutputStream(512);
          if (!readLine(in, line, file, number)) {
            unfinished = line.size();
            return;
          }
          byte[] bytes = line.toByteArray();
          Head now = judge(bytes, file, number).after(bytes);
          head = now;
          found |= known.equals(now.hash());
        }
      }
    }

    /** Returns where the chain stood before this line. */
    private Head judge(byte[] bytes, Path file, long at) throws IOException {
      Matcher line = LINE.matcher(new String(bytes, StandardCharsets.UTF_8));
      if (!line.matches()) {
        throw new IOException("%s:%d: not a line of an audit log".formatted(file, at));
      }
      long number = Long.parseLong(line.group(1));
      String hash = line.group(2);
      Head before = head;
      if (before == null) {
        before = number == 1 ? Head.EMPTY : new Head(number - 1, hash, 0);
        start = before;
      }
      if (!hash.equals(before.hash())) {
        throw new IOException(
            "%s:%d: the chain is broken: this line says that the one before has the hash %s, but it has %s; one of the two was changed, left out or put in"
                .formatted(file, at, hash, before.hash()));
      }
      if (number != before.lines() + 1) {
        throw new IOException("%s:%d: this line has the number %d".formatted(file, at, number));
      }
      return before;
    }
  }

  private static boolean readLine(
      InputStream in, ByteArrayOutputStream line, Path file, long number) throws IOException {
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        return false;
      }
      if (line.size() >= MOST_LINE) {
        throw new IOException("%s:%d: a line without an end".formatted(file, number));
      }
      line.write(each);
    }
    return true;
  }

  private static String hashOf(byte[] line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
