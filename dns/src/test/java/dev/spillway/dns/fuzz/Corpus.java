package dev.spillway.dns.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Inputs in hexadecimal, one a line; lines with # in front are for people. */
public final class Corpus {
  private Corpus() {}

  /**
   * @param resource from the root of the class path, such as "/dev/spillway/dns/fuzz/image.txt"
   */
  public static List<byte[]> read(String resource) {
    try (InputStream in = Corpus.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> HexFormat.of().parseHex(line.replace(" ", "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What runs of {@link CoverageFuzzTest} have found for a target: each reaches a new branch. */
  public static List<byte[]> found(String target) {
    return read("/dev/spillway/dns/fuzz/" + target + ".txt");
  }

  /** In the form that {@link #read} reads, shortest first. */
  static void write(Path file, String target, List<byte[]> inputs) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# Inputs that CoverageFuzzTest kept for " + target + ", one a line, in hexadecimal.");
    inputs.stream()
        .map(HexFormat.of()::formatHex)
        .sorted((a, b) -> a.length() == b.length() ? a.compareTo(b) : a.length() - b.length())
        .forEach(lines::add);
    Files.write(file, lines, StandardCharsets.US_ASCII);
  }
}
