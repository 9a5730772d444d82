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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the chain of an {@link AuditLog}. */
public final class AuditChain {
  private static final Pattern LINE =
      Pattern.compile("\\{\"n\":(\\d+),.*,\"before\":\"([0-9a-f]{64})\"}");
  private static final int MOST_LINE = 16 * 1024;

  /**
   * Where a chain stands.
   *
   * @param hash of the last line, 64 hexadecimal digits; zeros when there is none
   * @param bytes of all whole lines
   */
  public record Head(long lines, String hash, long bytes) {
    static final Head EMPTY = new Head(0, "0".repeat(64), 0);

    Head after(byte[] line) {
      return new Head(lines + 1, hashOf(line), bytes + line.length + 1);
    }
  }

  /**
   * What a check found.
   *
   * @param unfinished bytes of a last line that a crash cut short
   * @param containsKnown whether the hash that was asked for is that of a line
   */
  public record Result(Head head, long unfinished, boolean containsKnown) {}

  private AuditChain() {}

  static Result check(Path file) throws IOException {
    return check(file, "");
  }

  /**
   * Reads the whole log.
   *
   * @param known hash of a head that was kept elsewhere; empty for none
   * @throws IOException names the first line that is not what was once written
   */
  public static Result check(Path file, String known) throws IOException {
    Head head = Head.EMPTY;
    boolean found = known.isEmpty() || known.equals(head.hash());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      while (true) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        if (!readLine(in, line, file, head.lines() + 1)) {
          return new Result(head, line.size(), found);
        }
        byte[] bytes = line.toByteArray();
        judge(bytes, head, file);
        head = head.after(bytes);
        found |= known.equals(head.hash());
      }
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

  private static void judge(byte[] bytes, Head before, Path file) throws IOException {
    long number = before.lines() + 1;
    Matcher line = LINE.matcher(new String(bytes, StandardCharsets.UTF_8));
    if (!line.matches()) {
      throw new IOException("%s:%d: not a line of an audit log".formatted(file, number));
    }
    if (!line.group(2).equals(before.hash())) {
      throw new IOException(
          "%s:%d: the chain is broken: this line says that the one before has the hash %s, but it has %s; one of the two was changed, left out or put in"
              .formatted(file, number, line.group(2), before.hash()));
    }
    if (!line.group(1).equals(Long.toString(number))) {
      throw new IOException(
          "%s:%d: this line has the number %s".formatted(file, number, line.group(1)));
    }
  }

  private static String hashOf(byte[] line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
