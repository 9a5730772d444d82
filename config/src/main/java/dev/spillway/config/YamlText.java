package dev.spillway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file's bytes and text; every failure becomes a {@link Problem}. */
final class YamlText {
  /** Far above any sensible file, far below what could hurt. */
  static final int LARGEST = 1 << 20;

  private YamlText() {}

  static Optional<String> read(String name, Path file, Problems problems) {
    try {
      if (Files.isDirectory(file)) {
        fail(problems, name, 1, 1, "this is a folder", "name a file");
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST) {
        fail(problems, name, 1, 1, "larger than 1 MiB", "is this the right file?");
        return Optional.empty();
      }
      return decode(name, Files.readAllBytes(file), problems);
    } catch (NoSuchFileException e) {
      fail(problems, name, 1, 1, "no such file", "check the name, or make the file");
    } catch (AccessDeniedException e) {
      fail(problems, name, 1, 1, "no right to read it", "give this user the right to read it");
    } catch (IOException e) {
      fail(problems, name, 1, 1, "cannot be read: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  /** UTF-8, strictly, without a byte order mark. */
  static Optional<String> decode(String name, byte[] bytes, Problems problems) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (!result.isError()) {
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int column = text.length() - text.lastIndexOf('\n');
    int bad = in.get(in.position()) & 0xFF;
    String found = String.format("byte 0x%02x is no UTF-8", bad);
    fail(problems, name, line, column, found, "save the file as UTF-8");
    return Optional.empty();
  }

  private static void fail(
      Problems problems, String name, int line, int column, String found, String fix) {
    problems.add(new Problem(name, line, column, "", found, "", fix));
  }
}
